"""The maps of a comparison: any quantity of the sites, each laid side by side once."""

import pytest

from explorer.app.compare import compare_scalp
from explorer.app.compare.compare_page import ComparePage
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.group_topography import SWA_SITES
from tests.app.compare.test_compare_page import Around, settle, words
from tests.study.test_group_topography import results

SPINDLES = "SPINDLES_sites"


@pytest.fixture
def laid(monkeypatch):
    """Names of what was laid side by side, in order."""
    names, lay = [], compare_scalp.group_topography
    monkeypatch.setattr(
        compare_scalp,
        "group_topography",
        lambda *given, **said: names.append(said["name"]) or lay(*given, **said),
    )
    return names


def test_sites_are_laid_once_and_another_quantity_is_mapped_when_it_is_chosen(laid):
    nights = results(7, effect=0.4)
    density = nights[SWA_SITES].copy(data=nights[SWA_SITES].values / 100)
    density.attrs["long_name"] = "spindle density, by scalp site"
    material = ComparisonNights("sites", nights.assign({SPINDLES: density}), {}, {}, ())
    around = Around()
    page = ComparePage(None, around.context, material, reference="placebo", primary="N3_min")
    settle(page)
    assert page.scalp.worker.wait(60)
    assert around.said == []
    assert laid == [SWA_SITES]  # for the drawing, its clusters and the drawing with them
    first = words(page.drawing.scalp)
    assert "higher at Fp1" in first
    assert [name for _, name in page.controls.mapped.options] == [SWA_SITES, SPINDLES]
    page.controls.mapped.value = SPINDLES
    assert page.scalp.worker.wait(60)
    assert laid == [SWA_SITES, SPINDLES]
    assert "Change of spindle density" in words(page.drawing.scalp)
    page.controls.mapped.value = SWA_SITES
    assert page.scalp.worker.wait(60)
    assert words(page.drawing.scalp) == first


def test_nights_without_sites_offer_no_map():
    material = ComparisonNights("plain", results(7).drop_vars(SWA_SITES), {}, {}, ())
    page = ComparePage(None, Around().context, material, reference="placebo", primary="N3_min")
    settle(page)
    assert page.controls.mapped.layout.display == "none"
    assert not page.drawing.scalp.html
