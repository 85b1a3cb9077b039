"""Pages of runs in which things fail: a sentence and figures at a glance, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.twin.report.left_behind import leave_run
from tests.unit.twin.report.page.reading_html import read_page
from tests.unit.twin.report.rooms_run import CUT, faulty_scenario
from tests.unit.twin.studies.small_runs import small_scenario
from twin.report.page.compose import make_report
from twin.report.words.catalogue import LANGUAGES, Language


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a mains cut of twenty hours."""
    return leave_run(tmp_path_factory.mktemp("faults"), small_scenario(outages=[CUT]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_fails_is_said(folder: Path, language: Language) -> None:
    """Blocked pick-ups in the answer and as a tile."""
    page = read_page(make_report(folder, language))
    assert page.wrong == []
    said = {
        "en": ("Faults block", "until people have their parcels", "Banks working"),
        "zh": ("因故障受阻", "才取到快递", "快递柜可用率"),
    }[language]
    assert [words for words in said if words not in page.text] == []


def test_nothing_blocked(tmp_path: Path) -> None:
    """An outage after the run blocks nothing, and that is said."""
    later = CUT | {"first_day": "2027-01-01"}
    folder = leave_run(tmp_path / "out", small_scenario(outages=[later]))
    assert "No pick-up was blocked by a fault." in read_page(make_report(folder, "en")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_time_line_and_plan(tmp_path: Path, language: Language) -> None:
    """What is down, who waits, the hours, each outage, and the emergency plan by name."""
    page = read_page(make_report(leave_run(tmp_path / "out", faulty_scenario()), language))
    assert page.wrong == []
    assert {"plot-outages", "plot-blocked", "plot-blocked-hours"} <= set(page.ids)
    said = {
        "en": ("Of the known outages", "codes without the network", "45 min after the attempt"),
        "zh": ("预设事件中", "离线校验取件码", "受阻后 45 分钟"),
    }[language]
    assert [words for words in said if words not in page.text] == []


def test_no_plan_is_said(folder: Path) -> None:
    """Without an emergency plan the page says that there is none."""
    assert "There is no emergency plan." in read_page(make_report(folder, "en")).text
