"""Pages of runs with cold cells: the answer, temperature through the power cut, energy by day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.twin.report.left_behind import leave_run
from tests.unit.twin.report.page.reading_html import read_page
from tests.unit.twin.report.rooms_run import CUT, cold_scenario
from twin.report.page.compose import make_report
from twin.report.words.catalogue import LANGUAGES, Language

PLOTS = {"plot-cold", "plot-warm", "plot-cold-days", "plot-outages"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with cold cells and a mains cut of twenty hours."""
    return leave_run(tmp_path_factory.mktemp("cold"), cold_scenario())


@pytest.mark.parametrize("language", LANGUAGES)
def test_cold_cells(folder: Path, language: Language) -> None:
    """Two sentences, the panels of the worst cells, a table by temperature."""
    page = read_page(make_report(folder, language))
    assert page.wrong == []
    assert len(page.ids) == len(set(page.ids))
    assert set(page.ids) >= PLOTS
    said = {
        "en": ("get too warm", "Cooling takes", "Temperature through the power cut", "Frozen"),
        "zh": ("格口内超温", "制冷每天耗电", "停电前后的温度变化", "冷冻"),
    }[language]
    assert [words for words in said if words not in page.text] == []


def test_nothing_gets_too_warm(tmp_path: Path) -> None:
    """With wide limits and no cut it says so, and shows the cell that came closest."""
    cold = {
        "chilled": {"setpoint_c": 4, "limit_c": 30, "product_start_c": 4},
        "frozen": {"setpoint_c": -18, "limit_c": 5, "product_start_c": -17},
    }
    folder = leave_run(tmp_path / "out", cold_scenario(cold=cold, outages=[]))
    page = read_page(make_report(folder, "en"))
    for words in ("No parcel gets too warm", "the closest was", "Temperature through the worst"):
        assert words in page.text
    assert "plot-warm" not in page.ids


def test_a_label_is_named(tmp_path: Path) -> None:
    """The label of the calendar on whose days most gets too warm stands in the answer."""
    labels = {"cut": [{"first_day": CUT["first_day"], "length_days": 2}]}
    folder = leave_run(tmp_path / "out", cold_scenario(labels=labels))
    assert "on the days of the power cut" in read_page(make_report(folder, "en")).text


def test_without_a_log(tmp_path: Path) -> None:
    """Days and temperatures stand without the log."""
    page = read_page(make_report(leave_run(tmp_path / "out", cold_scenario(), log="none"), "en"))
    assert "plot-cold-days" in page.ids
    assert "plot-cold" not in page.ids
