"""What ``sleep-explorer stats`` reads: a recording or scorers' files, and what was scored here."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import xarray as xr

from explorer.metrics.observed import Observed
from explorer.night.night import Night
from explorer.night.schema import make_events


def read_for_stats(
    file: Path | None,
    hypnograms: list[Path] | None,
    said: dict[str, Any],
    signals: tuple[bool, bool],
    scorer: str | None,
) -> tuple[xr.DataArray, dict[str, Any], list[str], Observed, Night | None]:
    """Read what the command `stats` counts: a recording, scorers' files, what was scored here.

    Parameters
    ----------
    file : Path or None
        A recording.
    hypnograms : list of Path or None
    said : dict
        Of `explorer.cli.reading_arguments.reading_options`.
    signals : tuple of bool
        Whether the oximeter and the ECG are read.
    scorer : str or None
        Whose numbers are asked for; a name under which somebody scored on the page, too.

    Returns
    -------
    stages, attrs, notes, observed, night
        Stages (scorer, epoch), attrs with start and lights, notes, what else is known, and the
        night, None of scorers' files alone.

    Raises
    ------
    ValueError
        If nobody scored it, or there is no such scorer.
    """
    from explorer.analysis.observed_night import observed_events, observed_night, oximeter_notes
    from explorer.io.stage_decoding import check_unknown

    if file is not None:
        from explorer.io import open_night

        night = open_night(file, hypnograms, **said)
        if scorer:
            return _read_with_journal(night, scorer, signals)
        if not night.is_scored:
            check_unknown(file, night.account)  # scored in words that nobody knows: say which
            raise ValueError(f"{file}: no hypnogram was found with it; give one with --hypnogram")
        oxygen, heart = signals
        observed = observed_night(night, oxygen=oxygen, heart=heart)
        notes = [*night.reader_notes, *(oximeter_notes(night, observed) if oxygen else ())]
        return night.hypnograms, night.attrs, notes, observed, night
    if not hypnograms:
        raise ValueError("a file is needed: a recording, or --hypnogram FILE, or both")
    from explorer.io.reading_choices import Reading
    from explorer.io.several_scorers import read_scorings

    scoring = read_scorings(hypnograms, Reading(**said))
    dataset = scoring.to_dataset(hypnograms[0].name)
    observed = observed_events(make_events(scoring.events), list(scoring.hypnograms))
    return dataset["stage"], dataset.attrs, list(dataset.attrs["notes"]), observed, None


def _read_with_journal(
    night: Night, scorer: str, signals: tuple[bool, bool]
) -> tuple[xr.DataArray, dict[str, Any], list[str], Observed, Night]:
    """As `read_for_stats`, with what people scored and marked on the page."""
    from explorer.analysis.observed_night import observed_night, observed_with_marks, oximeter_notes
    from explorer.scoring.named_scorer import everybody

    found = everybody(night)
    found.check([scorer])
    oxygen, heart = signals
    signal = observed_night(night, oxygen=oxygen, heart=heart)
    observed = replace(signal, events=observed_with_marks(night, found.edits).events)
    notes = [*night.reader_notes, *found.notes]
    notes += oximeter_notes(night, observed) if oxygen else ()
    return found.every, night.attrs, notes, observed, night
