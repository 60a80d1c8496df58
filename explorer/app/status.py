"""Status of the page: what came of the work so far, which no link carries and nobody chose."""

from traitlets import Tuple, Unicode

from explorer.app.batched_traits import BatchedHasTraits


class Status(BatchedHasTraits):
    """Results, beside the choices of `explorer.app.state.ExplorerState`: told apart from them.

    An answer of a worker is told to those who show it, and runs nothing that follows a choice.
    """

    message = Unicode("")
    """What is being computed, or what went wrong, in one sentence."""

    analysis_ready_for = Tuple()
    """The night, channel, montage and notch whose whole-night analysis came last."""

    picture_ready_for = Tuple()
    """Key of the spectrogram by own settings that came last."""

    events_key = Tuple()
    """What the events at hand depend on; empty while there are none."""

    _refusal = ""

    def refuse(self, sentence: str) -> None:
        """Say why something asked for is not done, until something else is begun."""
        self._refusal = self.message = sentence

    def forget_refusal(self, sentence: str = "") -> None:
        """Take a refusal back, whichever or this one, unless something else was said since.

        Examples
        --------
        >>> status = Status()
        >>> status.refuse("no such file")
        >>> status.forget_refusal()
        >>> status.message
        ''
        >>> status.message = "Opening S01…"
        >>> status.forget_refusal()
        >>> status.message
        'Opening S01…'
        """
        if self.message == self._refusal and sentence in {"", self._refusal}:
            self.message = ""


ANALYSIS = frozenset({"analysis_ready_for"})
"""Told when a whole-night analysis is at hand."""
PICTURE = frozenset({"picture_ready_for"})
"""Told when a spectrogram by own settings is at hand."""
EVENTS = frozenset({"events_key"})
"""Told when other events are at hand."""
RESULTS = frozenset(Status.class_trait_names())
"""All that is told of results."""
