"""Derivations by hand: what is read, what is refused, and that samples are sums of samples."""

import re

import numpy as np
import pytest

from explorer.cli.channel_argument import chosen_channel, chosen_channels
from explorer.models.simulated_night import simulate_night
from explorer.night.derivations import (
    NothingToDeriveError,
    read_expression,
    with_derivations,
)
from explorer.night.first_look import analysis_channel, first_look
from explorer.night.montage import AVERAGE, LINKED_MASTOIDS, derivation_names, every_in
from explorer.night.night import Night
from explorer.night.schema import make_signals
from explorer.scoring.journal_location import night_identity
from explorer.study.row_opening import with_channel

RNG = np.random.default_rng(5)
SCALP = ("Fp1", "Fp2", "F3", "F4", "C3", "C4", "P3", "P4", "T3", "T4", "Cz", "A1", "A2")


def night_of(names, *, frequency=100.0, units="uV", more=None, reference=None):
    data = RNG.normal(size=(len(names), 1000)).astype(np.float32)
    eeg = make_signals(data, frequency, names, ["EEG"] * len(names), [units] * len(names))
    if reference:
        eeg = eeg.assign_coords(reference=("channel", list(reference)))
    return Night.make({"eeg": eeg, **(more or {})})


@pytest.fixture(scope="module")
def scalp():
    return night_of(SCALP)


def samples(night, *names):
    read = every_in(night, names, 2.0, 5.0, "as recorded")
    return [read[name].astype(np.float64) for name in names]


@pytest.mark.parametrize(
    ("expression", "name", "weights"),
    [
        ("f4 - C4", "F4-C4", {"F4": 1, "C4": -1}),
        ("F4-(M1+A2)/2", "F4-(A1+A2)/2", {"F4": 1, "A1": -0.5, "A2": -0.5}),
        ("mean(C3, C4)", "mean(C3, C4)", {"C3": 0.5, "C4": 0.5}),
        ("F3 - mean(C3,C4)", "F3-mean(C3, C4)", {"F3": 1, "C3": -0.5, "C4": -0.5}),
        ("0.5*(T7+C3) - Cz", "0.5*(T3+C3)-Cz", {"T3": 0.5, "C3": 0.5, "Cz": -1}),
        ("-C3", "-C3", {"C3": -1}),
        ("F4\u2212C4", "F4-C4", {"F4": 1, "C4": -1}),
        ("F4 \u2013 C4", "F4-C4", {"F4": 1, "C4": -1}),
        ("0.00001*F4", "0.00001*F4", {"F4": 1e-5}),
        (
            "laplacian(C3)",
            "laplacian(C3)",
            {"C3": 1, "F3": -0.25, "P3": -0.25, "T3": -0.25, "Cz": -0.25},
        ),
    ],
)
def test_an_expression_is_a_sum_of_recorded_samples(scalp, expression, name, weights):
    derived = scalp.with_derivations(expression)
    assert dict(read_expression(scalp, expression).weights) == weights
    (found,) = samples(derived, name)
    wanted = sum(weight * samples(scalp, of)[0] for of, weight in weights.items())
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    again = read_expression(scalp, name)  # as a link writes it
    assert (again.name, dict(again.weights)) == (name, weights)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", "ends too early"),
        ("F4-", "ends too early"),
        ("F4-O2", "'O2' is no channel or electrode of this night, which has Fp1"),
        ("F4--C4", "'F4--C4' has two signs behind one another, --, where one is meant"),
        ("F4 C4", "lacks a sign before 'C4'"),
        ("F4-C4)", "has ')' without a bracket"),
        ("*F4", "has '*' where a channel is needed"),
        ("0*F4", "every part is taken 0 times"),
        (
            "F4*0.0000000001-C4",
            "0.0000000001 is no number to take a channel by: weights may be 1e-06",
        ),
        ("F4/1000000*0.001-C4", "F4 would be taken 1e-09 times: weights may be 1e-06 to 1,000,000"),
        (f"{'9' * 150}*F4-C4", "1e+150 is no number to take a channel by"),
        ("F4-C4+1", "1 alone is no channel"),
        ("(F4-C4", "lacks a closing bracket"),
        ("F4/0", "a number other than 0"),
        ("F4-F4", "nothing but zero"),
        ("F4", "'F4' is a channel of this night"),
        ("laplacian(Fp1)", "a Laplacian of Fp1 needs 3 or more sites near it and on all sides"),
        ("laplacian(A1)", "a Laplacian needs a site of the 10-20 system"),
        ("laplacian(C3-C4)", "of one site"),
        ("(" * 30 + "F4", "20 brackets"),
        ("F4-" * 100 + "C4", "may have 200 letters"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(scalp, expression, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        read_expression(scalp, expression)


def test_channels_of_other_units_or_rates_do_not_go_together():
    slow = make_signals(RNG.normal(size=(1, 500)), 50.0, ["C4"], ["EEG"], ["uV"])
    with pytest.raises(ValueError, match=r"F4 was sampled at 100 Hz and C4 at 50 Hz; all must"):
        read_expression(night_of(("F4",), more={"slow": slow}), "F4-C4")
    other = make_signals(RNG.normal(size=(1, 1000)), 100.0, ["C4"], ["EEG"], ["mV"])
    with pytest.raises(ValueError, match="F4 is in uV and C4 in mV; all must have the same units"):
        read_expression(night_of(("F4",), more={"other": other}), "F4-C4")


def test_a_common_reference_cancels_and_two_references_are_refused():
    night = night_of(("F4-M1", "C4-M1", "M2-M1", "C3-M2"))
    f4, c4, m2 = samples(night, "F4-M1", "C4-M1", "M2-M1")
    derived = night.with_derivations("F4-C4", "C4-(M1+M2)/2", "mean(F4, C4)")
    across, linked, mean = samples(derived, "F4-C4", "C4-(M1+M2)/2", "mean(F4, C4)")
    np.testing.assert_allclose(across, f4 - c4, atol=1e-6)
    np.testing.assert_allclose(linked, c4 - m2 / 2, atol=1e-6)  # M1 is the zero of them all
    np.testing.assert_allclose(mean, (f4 + c4) / 2, atol=1e-6)
    assert [derived.channels[n].reference for n in ("F4-C4", "mean(F4, C4)")] == ["", "M1"]
    with pytest.raises(ValueError, match="F4 was recorded against M1 and C3 against M2"):
        read_expression(night, "F4-C3")
    with pytest.raises(ValueError, match="M1 is no channel of its own here"):
        read_expression(night, "F4+M1")
    assert read_expression(night, "F4-M1 - C3-M2").name == "(F4-M1)-(C3-M2)"


def test_a_name_said_whole_hides_no_reference_of_the_same_channel_said_bare():
    night = night_of(("F3-M2", "F4-M1", "C4-M1", "O2-M1"))
    for expression in (
        "F3-mean(F3-M2, F4-M1, C4-M1, O2-M1)",
        "F3-(F3-M2)/2-(F4-M1)/2",
        "F3-mean(F3, F4, C4, O2)",
    ):
        with pytest.raises(ValueError, match="F3 was recorded against M2 and F4 against M1"):
            read_expression(night, expression)
    # What cancels within each reference does not mind another.
    assert read_expression(night, "(F4-C4)-(O2-C4)/2+F3-M2").reference == "M2"
    assert read_expression(night, "F4-C4+F3").reference == "M2"


@pytest.mark.parametrize(
    "expression",
    ["EEG Fpz-Cz - EOG horizontal", "Chin - Fpz", "mean(Fpz, Chin)-Pz", "Pz - Chin/2", "Fpz-E1"],
)
def test_what_a_refusal_recommends_is_taken(expression):
    night = night_of(("EEG Fpz-Cz", "EEG Pz-Oz", "EOG horizontal", "Chin", "E1-M2"))
    try:
        found = read_expression(night, expression)
    except ValueError as error:
        _, said, rest = str(error).partition("; with whole names, ")
        assert said
        found = read_expression(night, rest.removesuffix(", it is taken all the same"))
    assert read_expression(night, found.name) == found
    assert len(found.weights) > 1


def test_where_nothing_mends_a_refusal_nothing_is_recommended():
    sites = ("C3-M2", "F3-M2", "P3-M2", "T7-M2", "Cz-M1")
    with pytest.raises(ValueError, match=r"would be part of the result$"):
        read_expression(night_of(sites), "laplacian(C3)")
    slow = make_signals(RNG.normal(size=(1, 10)), 1.0, ["Chin"], ["EMG"], ["uV"])
    with pytest.raises(ValueError, match=r"all must have the same sampling frequency$"):
        read_expression(night_of(("Fpz-Cz",), more={"slow": slow}), "Fpz-Chin")


def test_a_reference_of_the_ears_old_name_cancels():
    night = night_of(("C4-A1", "A2-A1", "F4-A1"))
    assert read_expression(night, "C4-(A1+M2)/2").reference == ""
    assert read_expression(night, "mean(C4, F4)").reference == "A1"


def test_a_reference_said_beside_the_recording_counts():
    night = night_of(("F4", "C4", "C3"), reference=("Fpz", "Fpz", "Cz"))
    assert read_expression(night, "F4-C4").reference == ""
    with pytest.raises(ValueError, match="F4 was recorded against FPZ and C3 against CZ"):
        read_expression(night, "F4-C3")


def test_an_electrode_recorded_twice_must_be_named_whole():
    night = night_of(("C4-M1", "C4-REF", "F4-REF"))
    with pytest.raises(ValueError, match="C4 may be any of C4-M1, C4-REF: name one of them whole"):
        read_expression(night, "C4-F4")
    assert read_expression(night, '"C4-REF" - F4').name == "(C4-REF)-F4"


def test_no_montage_no_first_look_and_no_journal_knows_of_derived_channels(scalp):
    derived = scalp.with_derivations("F4-C4", "laplacian(C3)")
    assert (analysis_channel(derived), first_look(derived)) == (
        analysis_channel(scalp),
        first_look(scalp),
    )
    for montage in (AVERAGE, LINKED_MASTOIDS):
        names = derivation_names(derived.channels, montage)
        assert names["F4-C4"] == "F4-C4"
        assert {n: names[n] for n in SCALP} == derivation_names(scalp.channels, montage)
    assert night_identity(derived) == night_identity(scalp)


def test_a_derived_channel_changes_no_lanes_name():
    night = night_of(("F4-M1", "C4-M1", "O2-M1")).with_derivations("F4-C4")
    names = derivation_names(night.channels, AVERAGE)
    assert [*names.values()] == ["F4-avg", "C4-avg", "O2-avg", "F4-C4"]


def test_derivations_replace_each_other_and_leave_the_recording_alone(scalp):
    first = with_derivations(scalp, ["F4-C4", "f4-c4"])
    assert list(first.channels) == [*SCALP, "F4-C4"]
    second = with_derivations(first, ["C3-C4"])
    assert list(second.channels) == [*SCALP, "C3-C4"]
    assert with_derivations(second, []) is scalp
    assert second.recorded is scalp


def test_a_gap_or_a_bad_mark_of_a_part_is_the_sums_too():
    data = RNG.normal(size=(2, 1000)).astype(np.float32)
    data[1, 250:300] = np.nan
    eeg = make_signals(data, 100.0, ["F4", "C4"], ["EEG"] * 2, ["uV"] * 2)
    eeg = eeg.assign_coords(status=("channel", ["good", "bad"]))
    night = Night.make({"eeg": eeg}).with_derivations("F4-C4")
    assert night.channels["F4-C4"].is_bad
    (found,) = samples(night, "F4-C4")
    assert np.isnan(found[50:100]).all()
    assert np.isfinite(found[:50]).all()


def test_a_derived_night_reads_as_any_other_and_goes_through_netcdf(tmp_path):
    night = simulate_night(hours=0.05).with_derivations("F4-C4")
    whole = night.signal("F4-C4")
    assert whole.units.item() == "uV"
    np.testing.assert_array_equal(whole[100:200:7].values, whole.values[100:200:7])
    window = night.window(1.0, 2.0, ["F4-C4"]).popitem()[1]
    assert window.derivation.item() == "F4-C4"
    night.tree.to_netcdf(tmp_path / "night.nc")
    import xarray as xr

    with xr.open_datatree(tmp_path / "night.nc") as tree:
        kept = Night(tree.load())
    np.testing.assert_array_equal(kept.signal("F4-C4").values, whole.values)


@pytest.mark.parametrize("typed", ["C4-A1", "c4-m1", " c4 - a1", "C4 \u2013 M1"])
def test_a_recorded_channel_is_taken_in_another_spelling_and_named_as_typed(typed, capsys):
    night = simulate_night(hours=0.1)
    taken, name = chosen_channel(night, typed)
    assert (taken, name) == (night, "C4-M1")
    assert (
        capsys.readouterr().err == f"note: {typed} is this night's channel C4-M1, which is taken\n"
    )
    assert chosen_channels(night, [f"{typed},F4-C4"])[1] == ["C4-M1", "F4-C4"]
    assert "C4-M1" in with_channel(night, typed).channels
    words = f"'{typed.strip()}' is the channel C4-M1 of this night: there is nothing to derive"
    with pytest.raises(NothingToDeriveError, match=re.escape(words)):
        night.with_derivations(typed)
