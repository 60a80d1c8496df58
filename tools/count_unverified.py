"""Say in one line how many figures on the page were not read in their source."""

from explorer.evidence import load
from explorer.evidence.parse_exercises import load_exercises
from explorer.metrics.norms import NORMS


def main() -> None:
    """Print the line."""
    waits = load().waiting()
    taught = sum(
        bool(said.confidence) for exercise in load_exercises() for said in exercise.explanation
    )
    norms = sum(not norm.verified for norm in NORMS)
    print(
        f"Not read in their source: {waits.sentences} sentences and {waits.fields} fields of the "
        f"evidence, {taught} sentences of exercises, {norms} norms; {waits.computed} computed."
    )


if __name__ == "__main__":
    main()
