"""A night in any dialect reads back to itself, or the reader says what it could not use."""

import random
from dataclasses import dataclass

import pytest

from explorer.io.reading_choices import UnclearError
from explorer.io.scorer_reading import read_scoring
from explorer.night.reading_account import STAGE_WORD
from explorer.vocabulary.stages import Stage
from tests.io.dialects import AXES, Dialect, Written, random_dialect, write_dialect

NIGHTS = 300


@dataclass(frozen=True)
class Verdict:
    """What became of one night."""

    kind: str
    """same, asked, refused or different"""
    said: str = ""


def judge(written: Written, dialect: Dialect) -> Verdict:
    """Read a night and compare it with what was written, in time."""
    try:
        scoring = read_scoring(written.path)
    except UnclearError as error:
        return Verdict("asked", str(error))
    except ValueError as error:
        return Verdict("refused", str(error))
    if len(scoring.hypnograms) != len(written.stages):
        return Verdict("different", f"{len(scoring.hypnograms)} scorers for {len(written.stages)}")
    for name, wanted in written.stages.items():
        named = [scorer for scorer in scoring.hypnograms if name in scorer]
        hypnogram = scoring.hypnograms[next(iter(named or scoring.hypnograms))]
        length = float(hypnogram.epoch_length)
        step = min(length, written.epoch_length)
        found = _at(hypnogram.values.tolist(), length, step)
        truth = _at([stage.value for stage in wanted], written.epoch_length, step)
        while truth and truth[-1] == Stage.UNSCORED:
            truth.pop()
        while found and found[-1] == Stage.UNSCORED:
            found.pop()
        if len(found) != len(truth):
            return Verdict("different", f"{len(found) * step:g} s for {len(truth) * step:g} s")
        wrong = [
            place for place, pair in enumerate(zip(found, truth, strict=True)) if pair[0] != pair[1]
        ]
        if wrong:
            at = wrong[0]
            return Verdict(
                "different",
                f"{len(wrong)} of {len(truth)}, first {at}: {Stage(found[at]).name} for "
                f"{Stage(truth[at]).name}",
            )
    named = {entry.name for entry in scoring.account if not entry.used_as}
    unsaid = written.words - named
    if unsaid:
        return Verdict("different", f"the account does not tell of {sorted(unsaid)}")
    unused = {
        entry.name for entry in scoring.account if entry.kind == STAGE_WORD and not entry.used_as
    }
    if unused != written.words:
        return Verdict("different", f"words of stages not used: {sorted(unused)}")
    # 4/9 may be either, and then the notes say which was taken.
    told = any("first" in note for note in scoring.notes) and "/" in dialect.date
    if dialect.when == "date" and not told and scoring.start[:16] != dialect.start.isoformat()[:16]:
        return Verdict("different", f"begins {scoring.start}, for {dialect.start.isoformat()}")
    return Verdict("same")


def _at(stages: list[int], length: float, step: float) -> list[int]:
    count = int(len(stages) * length / step + 1e-6)
    return [stages[int((place + 0.5) * step / length + 1e-6)] for place in range(count)]


def judge_seed(seed: int, folder) -> tuple[Dialect, Written, Verdict]:
    """Draw, write, read and judge the night of a seed."""
    rng = random.Random(seed)
    dialect = random_dialect(rng)
    written = write_dialect(folder, dialect, rng)
    return dialect, written, judge(written, dialect)


def test_a_dialect_has_at_least_twenty_axes():
    assert AXES >= 20


@pytest.mark.parametrize("block", range(3))
def test_a_night_in_any_dialect_reads_back_to_itself_or_is_asked_about(tmp_path, block):
    asked = []
    for seed in range(block * NIGHTS // 3, (block + 1) * NIGHTS // 3):
        dialect, _, verdict = judge_seed(seed, tmp_path)
        assert verdict.kind != "different", (seed, verdict.said, dialect)
        if verdict.kind != "same":
            asked.append((seed, verdict))
    assert len(asked) <= 0.1 * NIGHTS / 3, asked
