"""The command ``sleep-explorer``: chooses one command, and says what is wrong in one sentence."""

# What is imported here is imported before an interrupt is handled: hardly more than Python has.
import os
import sys
from importlib import import_module
from types import MappingProxyType

TYPE_CHECKING = False  # as typing has it, which takes some ms to import
if TYPE_CHECKING:
    from collections.abc import Sequence

# A command's module is imported only when it is called: `info` needs no browser, `app` no Dask.
COMMANDS: MappingProxyType[str, str] = MappingProxyType(
    {
        "app": "serve the explorer on this machine",
        "compare": "compare conditions within people, from a table of nights",
        "export": "write a night's scoring as other programs read it",
        "fetch": "download open recordings by name",
        "info": "say what a recording or a hypnogram holds, and what was assumed in reading it",
        "nights": "list the nights of a device's export, and write them as a table to compare",
        "plan": "plan a study: people, nights, a sealed list, an analysis plan; no health advice",
        "school": "make a scoring lesson as a link, or tabulate a class's results",
        "simulate": "write simulated nights as EDF+",
        "stage": "stage a recording with YASA's released model",
        "stats": "print the sleep statistics of a hypnogram or a recording",
        "events": "find spindles, slow waves, K-complexes, eye movements or artefacts in a channel",
        "grid": "compute the magnesium lab's grid of model runs anew",
        "spectrum": "give a channel's spectrum, stage by stage",
    }
)


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process if not given.

    Returns
    -------
    int
        0 if it did what it should, 2 if the input was refused, 130 if it was stopped by Ctrl-C.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in arguments if not word.startswith("-")), "")
    command = chosen
    try:  # what a command imports takes seconds on a busy machine, and may be interrupted too
        import argparse

        parser = argparse.ArgumentParser(prog="sleep-explorer", description="Explore sleep.")
        commands = parser.add_subparsers(dest="command", required=True, metavar="command")
        for name, summary in COMMANDS.items():
            subparser = commands.add_parser(name, help=summary, description=summary)
            if name == chosen:
                import_module(f"explorer.cli.{name}").add_arguments(subparser)
        options = parser.parse_args(arguments)
        command = options.command
        return int(import_module(f"explorer.cli.{command}").run(options) or 0)
    except BrokenPipeError:  # whoever read this has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (ValueError, OSError) as error:
        from explorer.storage.suggest_path import in_words

        print(f"sleep-explorer {command}: {in_words(error)}", file=sys.stderr)
        return 2
    except MemoryError:
        print(
            f"sleep-explorer {command}: there was not enough memory for this; a shorter "
            "recording takes less",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
