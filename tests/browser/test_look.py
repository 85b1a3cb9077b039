"""The look at whole reports sees what it is there to see."""

from __future__ import annotations

from pathlib import Path

from selenium.webdriver import Chrome

from tests.browser.look import look_at

PLOT = "<figure id='plot-a'><svg width='300' height='{height}'></svg></figure>"


def test_a_good_page_has_no_fault(browser: Chrome, tmp_path: Path) -> None:
    """Plots are counted; a quiet page has nothing to say."""
    page = tmp_path / "good.html"
    page.write_text(PLOT.format(height=200), encoding="utf-8")
    assert look_at(browser, page) == {"page": "good.html", "plots": 1, "faults": []}


def test_faults_are_told_at_both_widths(browser: Chrome, tmp_path: Path) -> None:
    """A word on the console and a plot without height are faults, on a phone and on a desk."""
    page = tmp_path / "bad.html"
    spoilt = PLOT.format(height=1) + "<script>console.error('broken')</script>"
    page.write_text(spoilt, encoding="utf-8")
    faults = look_at(browser, page)["faults"]
    assert len(faults) == 4
    for width_px in (375, 1040):
        told = [fault for fault in faults if f"at {width_px} px" in fault]
        assert "broken" in told[0]
        assert told[1].endswith("plot-a shown 0 times")
