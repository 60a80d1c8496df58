"""Voltage is spelt in many ways and pages of code, and each is read as what it is."""

import pytest

from explorer.io.edf_header import _decode
from explorer.vocabulary.units import possible_microvolts, to_microvolts


@pytest.mark.parametrize(
    ("factor", "units"),
    [
        (1.0, ["uV", "UV", "uv", "uVolt", "uVolts", "µVolt", "microvol", "mikrovol", "micro V"]),
        (
            1.0,
            ["uV.", "[uV]", "(uV)", "uV/bit", "u V", "&micro;V", "\uff35\uff36", "ÂµV", "uV RMS"],
        ),
        (1.0, ["µV", "μV", "㎶", "мкВ", "мкв", "микровольт", "микр", "微伏", "マイクロボルト"]),
        (1e3, ["mV", "MV", "mV.", "[mV]", "mVolt", "millivol", "millivolt", "мВ", "毫伏"]),
        (1e6, ["V", "v", "Volt", "volts", "[V]", "\u0412", "вольт", "伏特"]),
        (1e-3, ["nV", "nVolt", "nanovolt", "нВ"]),
    ],
)
def test_the_usual_spellings_of_voltage_are_known(factor, units):
    assert {unit: to_microvolts(unit) for unit in units} == dict.fromkeys(units, factor)


@pytest.mark.parametrize(
    ("text", "factor"), [("µV", 1.0), ("μV", 1.0), ("мкВ", 1.0), ("мВ", 1e3), ("нВ", 1e-3)]
)
@pytest.mark.parametrize(
    "page",
    [
        *("utf-8", "latin-1", "cp1252", "gbk", "cp949", "shift_jis", "euc_jp", "big5", "cp1251"),
        *("koi8-r", "cp866", "iso8859-5", "mac_cyrillic", "mac_roman", "cp1253", "cp437"),
    ],
)
def test_a_unit_is_known_in_every_page_of_code(page, text, factor):
    try:
        raw = text.encode(page)
    except UnicodeEncodeError:
        return  # that page has no such letter
    for field in (raw.ljust(8), raw + b"\x00" * (8 - len(raw))):
        assert possible_microvolts(_decode(field))[0] == factor


@pytest.mark.parametrize("unit", ["?V", "??V", "\ufffdV", "ÔV", "?Volt"])
def test_where_the_letter_before_v_was_lost_it_may_be_micro_or_milli(unit):
    assert possible_microvolts(unit) == (1.0, 1e3)
    assert to_microvolts(unit) is None


@pytest.mark.parametrize(
    "unit",
    ["%", "uV^2", "uV²", "V/s", "m²", "°C", "bpm", "uS", "kΩ", "mm", "m", "eV", "", "?", "cmH2O"],
)
def test_what_is_no_voltage_is_not_read_as_one(unit):
    assert possible_microvolts(unit) == ()
