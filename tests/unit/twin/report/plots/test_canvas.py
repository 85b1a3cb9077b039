"""SVG that may stand in a page: text stays text, nothing points outside, no id stands twice."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np

from twin.report.plots.canvas import HALO, NARROW_PX, WIDE_PX, Canvas, fitted, render, text_px


def _draw(text: str) -> str:
    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(50, 10, 10, 30)
        axes.plot([0, 1], [0, 1], "o-", label=text)
        axes.imshow(np.eye(2), interpolation="none")
        axes.annotate(text, (0, 0), gid=HALO)
        axes.set_title(text)

    return render("sample", WIDE_PX, 200, draw)


def test_text_stays_text() -> None:
    """Chinese, dollars and tags are text of the page, escaped, in the page's own fonts."""
    hostile = '格口 <script>alert("1")</script> $x^2$ & co'
    svg = _draw(hostile)
    assert "<script" not in svg
    texts = [node.text for node in ET.fromstring(svg).iter() if node.tag.endswith("text")]
    assert texts.count(hostile) == 2
    assert "font-family" not in svg


def test_nothing_points_outside() -> None:
    """No address, style sheet, comment or metadata; images are data."""
    svg = _draw("x")
    assert not re.search(r"https?:|<style|<metadata|<!--|<\?xml|<!DOCTYPE", svg)
    assert all(
        link.startswith(("#", "data:image/png;base64,"))
        for link in re.findall(r'href="([^"]*)"', svg)
    )


def test_ids_are_the_plots_own() -> None:
    """Ids that are referred to stay, all others go; two plots share none."""

    def draw(canvas: Canvas) -> None:
        canvas.axes(50, 10, 10, 30).plot([0, 1], [0, 1], "o")

    wide, narrow = render("one", WIDE_PX, 200, draw), render("one", NARROW_PX, 200, draw)
    other = render("two", WIDE_PX, 200, draw)
    ids = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (wide, narrow, other)]
    assert all(ids)
    assert not (ids[0] & ids[1] | ids[0] & ids[2] | ids[1] & ids[2])
    for svg, own in zip((wide, narrow, other), ids, strict=True):
        assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) == own


def test_a_plot_is_the_same_each_time() -> None:
    """No time of day, no chance."""
    assert _draw("x") == _draw("x")


def test_size_and_halo() -> None:
    """The view box is the size in pixels; text that needs a light edge carries its class."""
    svg = _draw("x")
    assert svg.startswith(f'<svg viewBox="0 0 {WIDE_PX} 200"')
    assert f'class="{HALO}"' in svg


def test_long_texts_are_cut() -> None:
    """To their room, with an ellipsis; what fits is whole."""
    assert fitted("怡康家园", 60) == "怡康家园"
    cut = fitted("怡康家园" * 1000, 60)
    assert cut == "怡康家园…"
    assert text_px(cut) <= 60
    assert fitted("x", 0) == "…"


def test_widths_of_text() -> None:
    """Chinese is about twice as wide as Latin."""
    assert text_px("格口", 10) == 20
    assert 10 < text_px("ab", 10) < 13
