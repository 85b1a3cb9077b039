"""The look at whole reports sees what it is there to see."""

from __future__ import annotations

from pathlib import Path

from selenium.webdriver import Chrome

from tests.browser.look import look_at

PLOT = (
    "<figure id='plot-a'><svg width='{width}' height='{height}' viewBox='0 0 9 9' "
    "preserveAspectRatio='none'><rect width='9' height='9'/></svg></figure>"
)


def _page(folder: Path, body: str) -> Path:
    page = folder / "page.html"
    head = "<!doctype html><meta name='viewport' content='width=device-width'>"
    page.write_text(f"{head}{body}", encoding="utf-8")
    return page


def test_a_good_page_has_no_fault(browser: Chrome, tmp_path: Path) -> None:
    """Plots are named; a quiet page has nothing to say."""
    page = _page(tmp_path, "<svg></svg><p>Quiet</p>")
    assert look_at(browser, page).faults == []


def test_faults_are_told_at_both_widths(browser: Chrome, tmp_path: Path) -> None:
    """A word on the console and a plot without height are told, on a desk and on a phone."""
    spoilt = PLOT.format(width="90%", height=1) + "<script>console.error('broken')</script>"
    seen = look_at(browser, _page(tmp_path, spoilt))
    assert seen.plots == ["plot-a"]
    for width_px in (375, 1040):
        told = [fault for fault in seen.faults if f"at {width_px} px" in fault]
        assert "broken" in told[0]
        assert "plot-a drawn over" in told[1]


def test_a_wide_page_scrolls(browser: Chrome, tmp_path: Path) -> None:
    """What is wider than a phone is a fault there, and none on a desk."""
    (fault,) = look_at(browser, _page(tmp_path, "<div style='width: 800px'>wide</div>")).faults
    assert fault == "page.html at 375 px: scrolls sideways"
