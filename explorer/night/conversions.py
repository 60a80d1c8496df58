"""What a night is given to other tools as; each imports its library when it is asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from explorer.night.night import Night


class Conversions:
    """The methods of a night that make other libraries' objects."""

    def to_mne(self, channels: Sequence[str] | None = None, *, scorer: str | None = None) -> Any:
        """Make an MNE Raw, whose samples are read when they are asked for.

        Parameters
        ----------
        channels : sequence of str, optional
            All, if not given.
        scorer : str, optional
            Whose stages are among the annotations; the first scorer's if not given.

        Returns
        -------
        mne.io.BaseRaw
            Voltages in V, at the highest sampling frequency of the channels, at which slower ones
            hold each sample until the next. Stages, lights and events are its annotations. What MNE
            has no field for is in ``info["description"]``, so that `explorer.open_night` gives the
            night again, to the last bit.

        Raises
        ------
        ValueError
            If the night has no signals, or there is no such channel or scorer.
        """
        from explorer.night.to_mne import to_raw

        return to_raw(cast("Night", self), channels, scorer)

    def to_annotations(self, *, scorer: str | None = None) -> Any:
        """Make MNE Annotations of stages, lights and events.

        Parameters
        ----------
        scorer : str, optional
            Whose stages; the first scorer's if not given.

        Returns
        -------
        mne.Annotations
            One a stage's epoch, in the words of EDF+; onsets from the start of the recording.

        Raises
        ------
        ValueError
            If there is no such scorer.
        """
        from explorer.night.to_mne import to_annotations

        return to_annotations(cast("Night", self), scorer)

    def to_dataframe(self) -> Any:
        """Make a table of the events.

        Returns
        -------
        pd.DataFrame
            Columns onset and duration (s), kind, channel and source, and what else is said of them.
        """
        return cast("Night", self).events.to_dataframe().reset_index(drop=True)

    def to_yasa(self, *, scorer: str | None = None) -> Any:
        """Make a ``yasa.Hypnogram``, with the clock time at which it begins and probabilities.

        Parameters
        ----------
        scorer : str, optional
            Whose stages; the first scorer's if not given.

        Returns
        -------
        yasa.Hypnogram

        Raises
        ------
        ValueError
            If there is no such scorer, or YASA has no hypnogram of such stages.
        """
        from explorer.night.to_yasa import night_to_yasa

        return night_to_yasa(cast("Night", self), scorer)
