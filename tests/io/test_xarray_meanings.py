"""What a person says of a file, through xarray's engine."""

import xarray as xr

from explorer.io import write_edf
from explorer.models.simulated_night import simulate_night
from explorer.night.night import Night


def test_meanings_of_words_are_said_to_xarray_too(tmp_path):
    scored = simulate_night(1, hours=0.5, sampling_frequency=128)
    recording = write_edf(Night.make(scored.signals), tmp_path / "a.edf")
    (tmp_path / "a.txt").write_text("\n".join(["ZZ-stage"] * 20 + ["N2"] * 40))
    said = {"ZZ-stage": "W"}
    tree = xr.open_datatree(recording, engine="psg", stages=said)
    assert tree["hypnogram"]["stage"].values[0].tolist() == [0] * 20 + [2] * 40
    group = xr.open_dataset(recording, engine="psg", group="hypnogram", stages=said)
    assert group["stage"].values[0].tolist() == [0] * 20 + [2] * 40
