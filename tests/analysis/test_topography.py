"""Topography: a source with a known gradient, the one pipeline's numbers, and MNE's maps."""

import numpy as np
import pytest
import xarray as xr

from explorer.analysis.event_counts import counts_by_stage
from explorer.analysis.event_search import detection_for, find_events
from explorer.analysis.night_parts import night_parts
from explorer.analysis.power_by_stage import ALL, power_by_stage
from explorer.analysis.scalp_interpolation import (
    interpolate_scalp,
    neighbouring_sites,
    scalp_grid,
)
from explorer.analysis.scalp_sites import FEWEST_SITES, scalp_sites
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.spectral_analysis import analyse_channel
from explorer.analysis.topography import DEEP, scalp_night, topography
from explorer.io import open_night
from explorer.models.simulated_scalp import SITES, scalp_gains, simulate_scalp
from explorer.night.hypnogram import make_hypnogram
from explorer.night.montage import AVERAGE
from explorer.night.night import Night
from explorer.night.schema import make_signals
from explorer.study.signal_measures import night_metrics
from explorer.vocabulary.bands import BANDS, SLOW_WAVE_ACTIVITY, Band
from explorer.vocabulary.channels import read_derivation
from explorer.vocabulary.scalp_positions import scalp_positions, scalp_site, site_label
from tests.conftest import SHARED_DATA

STAGES = ["W"] * 4 + ["N1"] * 2 + ["N2"] * 16 + ["N3"] * 16 + ["N2"] * 8 + ["REM"] * 6
SIGMA = next(band for band in BANDS if band.name == "sigma")


def eeg_night(names, *, units="uV", frequency=64.0, seconds=90):
    noise = np.random.default_rng(5).normal(0, 20, (len(names), int(seconds * frequency)))
    kinds = ["EEG"] * len(names)
    signals = make_signals(noise, frequency, names, kinds, [units] * len(names))
    return Night.make({"x": signals})


@pytest.fixture(scope="module")
def night():
    return simulate_scalp(4, hypnogram=make_hypnogram(STAGES), person=4)


@pytest.fixture(scope="module")
def found(night):
    part = night_parts(night.hypnogram, (0.0, night.duration))[0]
    return scalp_night(night, scalp_sites(night), part, SearchScope(night.hypnogram))


# ---- sites -------------------------------------------------------------------------------------


def test_positions_are_mnes():
    mne = pytest.importorskip("mne")
    from mne.channels.layout import _find_topomap_coords
    from mne.viz.topomap import _check_sphere

    montage = mne.channels.make_standard_montage("colin27_1005")
    info = mne.create_info(montage.ch_names, 100.0, "eeg")
    info.set_montage(montage)
    sphere = _check_sphere("eeglab", info)
    placed = _find_topomap_coords(info, "all", ignore_overlap=True, sphere=sphere)
    theirs = {
        name.upper(): (place - sphere[:2]) / sphere[3]
        for name, place in zip(montage.ch_names, placed, strict=True)
    }
    ours = scalp_positions()
    assert len(ours) > 300
    for name, place in ours.items():
        assert place == pytest.approx(theirs[name], abs=6e-5)
    assert {name for name in theirs if name not in ours} == {
        *("A1", "A2", "M1", "M2"),
        *("T3", "T4", "T5", "T6"),  # the old names of four that are there
    }


def test_every_site_is_read_from_a_label():
    assert [name for name in scalp_positions() if read_derivation(f"{name}-M1")[0] != name] == []


def test_old_names_are_the_new_places():
    assert [scalp_site(name) for name in ("t3", "T4", "T5", "T6")] == ["T7", "T8", "P7", "P8"]


def test_channels_without_a_known_site_are_listed_and_not_guessed():
    names = ["F3-M2", "F4-M1", "EEG 7", "M1", "C3-O1", "Cz-M1", "F4-A1", "T3-M2"]
    found = scalp_sites(eeg_night(names))
    assert [one.site for one in found.sites] == ["F3", "F4", "Cz", "T7"]
    why = dict(found.left_out)
    assert list(why) == ["EEG 7", "M1", "C3-O1", "F4-A1"]
    assert "no site" in why["EEG 7"]
    assert why["C3-O1"] == "lies between C3 and O1"
    assert why["F4-A1"] == "F4 is already there as F4-M1"
    assert found.reference == "M1 or M2, as each channel says"
    assert not found.enough
    assert "this night has 4 sites (F3, F4, Cz, T7)" in found.sentence


def test_one_map_has_one_reference():
    names = ["F3", "F4", "C3", "C3-M2", "C4-M1"]
    found = scalp_sites(eeg_night(names))
    assert [one.channel for one in found.sites] == ["F3", "F4", "C3"]
    assert found.reference == "the recording's own reference, which the file does not name"
    assert dict(found.left_out)["C4-M1"] == "measured against M1, unlike the sites shown"


def test_a_scalp_electrode_is_a_reference_where_enough_share_it():
    names = [f"{site_label(site)}-Cz" for site in SITES if site != "CZ"]
    many = scalp_sites(eeg_night(names))
    assert len(many.sites) == 18
    assert many.reference == "Cz"
    few = scalp_sites(eeg_night(names[: FEWEST_SITES - 1]))
    assert few.sites == ()
    assert dict(few.left_out)["Fp1-Cz"] == "lies between Fp1 and Cz"


def test_a_montage_is_the_reference_that_is_said(night):
    assert scalp_sites(night, AVERAGE).reference == AVERAGE


def test_channels_in_other_units_are_listed():
    found = scalp_sites(eeg_night(["F3", "F4"], units="mystery"))
    assert found.sites == ()
    assert dict(found.left_out)["F3"] == "in mystery, not in uV"


def test_a_real_recording_with_sites_is_mapped():
    path = SHARED_DATA / "hostile" / "EDF.jl__test__data__test.edf"
    if not path.exists():
        pytest.skip("the shared recordings are not on this machine")
    night = open_night(path)
    sites = scalp_sites(night)
    assert len(sites.sites) == 18
    assert "C7" in dict(sites.left_out)  # no such place in the 10-05 system
    found = topography(night, band=Band("alpha", 8, 12))
    assert found.sizes["channel"] == 18
    assert found.attrs["simulated"] == 0


def test_a_real_recording_with_six_sites_says_so():
    path = SHARED_DATA / "psg-excerpts" / "nox_89_channels_8_rates.edf"
    if not path.exists():
        pytest.skip("the shared recordings are not on this machine")
    with pytest.raises(ValueError, match=r"this night has 6 sites \(C3, C4, F3, F4, O1, O2\)"):
        topography(open_night(path))


# ---- values ------------------------------------------------------------------------------------


def test_power_follows_the_gradient_that_was_put_in(found):
    power = found.map_of("band power", stage="N3", band=Band("delta", 1.0, 4.0))
    expected = np.array([scalp_gains(np.array([2.0]), site)[0] ** 2 for site in SITES])
    assert power.values / power.values[9] == pytest.approx(expected / expected[9], rel=0.01)


def test_band_power_is_that_of_each_channel_by_itself(night, found):
    in_bed = np.ones(night.hypnogram.sizes["epoch"], bool)
    for name in ("Fz-LM", "O2-LM"):
        analysis = analyse_channel(night, name, spectrogram=False, events=False)
        alone = power_by_stage(analysis, SIGMA, night.hypnogram, in_bed)
        for stage in (ALL, "N2", "N3", "REM"):
            mapped = found.map_of("band power", stage=stage, band=SIGMA)
            assert float(mapped.sel(channel=name)) == pytest.approx(alone[stage], rel=1e-9)


def test_slow_wave_activity_is_the_cohorts(night, found):
    one = night_metrics(night, (0.0, night.duration))
    mapped = found.map_of("SWA", stage=DEEP)
    assert float(mapped.sel(channel=one.attrs["channel"])) == pytest.approx(
        float(one.SWA), rel=1e-9
    )


def test_spindle_density_is_that_of_the_events_of_each_channel(night, found):
    mapped = found.map_of("spindle density", stage="N2")
    analysis = analyse_channel(night, "Cz-LM", spectrogram=False)
    events = find_events(analysis.whole, night.hypnogram, detection_for(SIGMA))
    counted = counts_by_stage(events, night.hypnogram, analysis.artefacts.time)
    assert counted["N2"][0] > 0
    assert float(mapped.sel(channel="Cz-LM")) == counted["N2"][1]


def test_no_density_is_said_where_no_spindles_are_looked_for(found):
    for stage in (ALL, "W", "REM"):
        assert np.isnan(found.map_of("spindle density", stage=stage).values).all()


def test_what_was_left_out_is_said(found):
    mapped = found.map_of("SWA", stage="N2")
    epochs = mapped.epochs.values + mapped.excluded.values
    assert (epochs == 24).all()
    assert "left out" in mapped.attrs["notes"][0]
    assert mapped.attrs["reference"] == "LM"
    assert mapped.attrs["simulated"] == 1


def test_the_call_by_name_gives_the_same(night, found):
    called = topography(night, "SWA", stage="N3")
    assert called.identical(found.map_of("SWA", stage="N3"))


def test_unknown_words_are_refused(found):
    with pytest.raises(ValueError, match="expected one of"):
        found.map_of("gamma", stage="N2")
    with pytest.raises(ValueError, match="no stage 'N4'"):
        found.map_of("SWA", stage="N4")


def test_work_on_sites_can_be_left(night):
    part = night_parts(night.hypnogram, (0.0, night.duration))[0]
    seen = []

    def told(done, total):
        seen.append((done, total))
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scalp_night(
            night,
            scalp_sites(night),
            part,
            SearchScope(night.hypnogram),
            spindles=False,
            told=told,
        )
    assert seen == [(0, 19), (1, 19)]


# ---- maps --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [8, 19, 64])
def test_maps_are_mnes(count):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    import mne
    from matplotlib import pyplot

    names = SITES[:count] if count <= len(SITES) else tuple(scalp_positions())[:count]
    places = np.array([scalp_positions()[name] for name in names])
    values = np.random.default_rng(count).normal(10, 3, count)
    drawn, _ = mne.viz.plot_topomap(
        values, places, sphere=(0.0, 0.0, 0.0, 1.0), res=64, contours=0, show=False
    )
    theirs = np.ma.filled(np.ma.masked_invalid(drawn.get_array()), np.nan)
    reach = drawn.get_extent()[1]
    pyplot.close("all")
    grid = scalp_grid(places)
    ours = grid.fill(values)
    inside = np.isfinite(ours) & np.isfinite(theirs)
    assert inside.sum() > 2500
    assert grid.radius == pytest.approx(reach)
    assert np.abs(ours - theirs)[inside].max() < 1e-5 * np.ptp(values)


def test_a_map_passes_through_its_sites_and_grows_with_its_values():
    places = np.array([scalp_positions()[name] for name in SITES])
    values = np.random.default_rng(2).normal(0, 1, len(SITES))
    grid = scalp_grid(places, 65)
    assert grid.fill(3 * values) == pytest.approx(3 * grid.fill(values), nan_ok=True)
    at_sites = xr.DataArray(grid.fill(values), {"y": grid.along, "x": grid.along}, ("y", "x"))
    cz = at_sites.sel(x=places[9, 0], y=places[9, 1], method="nearest")
    assert float(cz) == pytest.approx(values[9], abs=0.15)


def test_a_site_without_a_value_is_no_part_of_the_map(found):
    mapped = found.map_of("SWA", stage="N3").copy()
    whole = interpolate_scalp(mapped)
    mapped.values[0] = np.nan
    less = interpolate_scalp(mapped)
    assert np.isfinite(less.values).sum() > 2500
    assert not np.allclose(less.values, whole.values, equal_nan=True)


def test_sites_on_a_line_make_no_map():
    with pytest.raises(ValueError, match="on one line"):
        scalp_grid(np.array([(0.0, k / 10) for k in range(8)]))


def test_neighbours_are_mutual_and_near():
    places = np.array([scalp_positions()[name] for name in SITES])
    near = neighbouring_sites(places)
    assert (near == near.T).all()
    assert near[SITES.index("CZ"), SITES.index("C3")]
    assert not near[SITES.index("FP1"), SITES.index("O2")]


def test_the_slow_wave_activity_band_is_the_zurich_one(found):
    mapped = found.map_of("SWA", stage="N3")
    own = found.map_of("band power", stage="N3", band=SLOW_WAVE_ACTIVITY)
    assert mapped.values.tolist() == own.values.tolist()
