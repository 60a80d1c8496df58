"""Settings of the multitaper spectrogram that is looked at; no number rests on them."""

from dataclasses import dataclass

from explorer.dsp.multitaper import DEFAULT_TAPERS

WINDOWS = (1.0, 120.0)
"""s, the shortest and longest window."""
STEPS = (0.5, 120.0)
"""s, the shortest and longest way from one window to the next."""
MOST_TAPERS = 30
USUAL_HIGHEST = 30.0
"""Hz, of the picture that comes with the analysis."""

_FEWEST_COLUMNS = 200
_SHORTEST_USUAL = 4.0  # s


@dataclass(frozen=True)
class SpectrogramSettings:
    """How the picture is made.

    Parameters
    ----------
    window, step : float
        s; both 0 for what suits the recording: see `spectrogram_grid`.
    tapers : int
        Sine tapers; 0 for six.
    highest : float
        Hz.
    """

    window: float = 0.0
    step: float = 0.0
    tapers: int = 0
    highest: float = USUAL_HIGHEST

    def on(
        self, duration: float, epoch_length: float, sampling_frequency: float
    ) -> "SpectrogramSettings":
        """Say what is taken for a recording: nothing is left open, and no more than it can hold.

        Examples
        --------
        >>> SpectrogramSettings().on(8 * 3600, 30, 256)
        SpectrogramSettings(window=30.0, step=30.0, tapers=6, highest=30.0)
        >>> SpectrogramSettings(4, 1, 3, 45).on(8 * 3600, 30, 64)
        SpectrogramSettings(window=4, step=1, tapers=3, highest=32.0)
        """
        usual = spectrogram_grid(duration, epoch_length)
        window, step = (self.window, self.step) if self.window else usual
        # Few at 1 Hz, where a window has few samples.
        most = max(round(window * sampling_frequency / 2) - 1, 1)
        tapers = min(self.tapers or DEFAULT_TAPERS, most)
        return SpectrogramSettings(window, step, tapers, min(self.highest, sampling_frequency / 2))

    @property
    def words(self) -> str:
        """Say window, step, tapers and what they tell apart, of settings that leave nothing open.

        The half-bandwidth W is half of (K + 1) / T, so that the time-half-bandwidth product TW of
        K sine tapers is (K + 1) / 2.

        Examples
        --------
        >>> SpectrogramSettings(30, 30, 6).words
        '30 s every 30 s, 6 tapers (±0.117 Hz, TW 3.5)'
        """
        half = (self.tapers + 1) / 2
        plural = "taper" if self.tapers == 1 else "tapers"
        return (
            f"{self.window:g} s every {self.step:g} s, {self.tapers} {plural} "
            f"(±{half / self.window:.3g} Hz, TW {half:g})"
        )


USUAL = SpectrogramSettings()


def spectrogram_grid(duration: float, epoch_length: float) -> tuple[float, float]:
    """Window and step of a spectrogram that suits a recording of this length, s.

    A night gets one column an epoch; a short excerpt gets enough columns to be looked at.

    Examples
    --------
    >>> spectrogram_grid(8 * 3600, 30), spectrogram_grid(300, 30)
    ((30.0, 30.0), (4.0, 1.0))
    """
    step = float(epoch_length)
    for shorter in (30.0, 10.0, 5.0, 1.0):
        step = min(step, shorter)
        if duration / step >= _FEWEST_COLUMNS:
            break
    return max(step, _SHORTEST_USUAL), step
