"""Pages of runs with waste points: their own answer and sections, alone or beside lockers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.twin.report.left_behind import leave_run
from tests.unit.twin.report.page.reading_html import Page, read_page
from tests.unit.twin.report.rooms_run import watched_scenario
from tests.unit.twin.report.waste_run import two_compounds
from tests.unit.twin.studies.small_runs import small_scenario
from twin.report.page.compose import make_report
from twin.report.words.catalogue import LANGUAGES, Language

WASTE_PLOTS = {"bags", "floor", "fill", "waste-days", "waste-map", "rounds-t"}


def _plots(page: Page) -> set[str]:
    return {name.removeprefix("plot-") for name in page.ids if name.startswith("plot-")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two compounds without lockers."""
    return leave_run(tmp_path_factory.mktemp("waste"), two_compounds())


@pytest.mark.parametrize("language", LANGUAGES)
def test_waste_alone(folder: Path, language: Language) -> None:
    """Answer, plots and tables of waste; nothing of lockers that are not there."""
    html = make_report(folder, language)
    page = read_page(html)
    assert page.wrong == []
    assert len(page.ids) == len(set(page.ids))
    assert _plots(page) == WASTE_PLOTS
    assert not re.search(r"https?:", html)
    said = {
        "en": ("land on the floor", "bins are emptied a day", "food waste", "Waste point study"),
        "zh": ("成为落地包", "每天清空", "易腐垃圾", "收集点仿真报告"),
    }[language]
    assert [words for words in said if words not in page.text] == []
    assert {"en": "locker bank", "zh": "智能快递柜"}[language] not in page.text


def test_waste_without_log(tmp_path: Path) -> None:
    """Days, streams and the map stand without the log."""
    folder = leave_run(tmp_path / "out", two_compounds(), log="none")
    page = read_page(make_report(folder, "en"))
    assert _plots(page) == {"waste-days", "waste-map", "rounds-t"}
    assert "Streams" in page.text


def test_lockers_and_waste(tmp_path: Path) -> None:
    """Both have their sentences, their figures at a glance and their sections."""
    waste = two_compounds().model_dump(mode="json")
    points = [{**waste["waste_points"][0], "id": "p", "site": "a"}]
    both = small_scenario(
        waste_points=points, waste=waste["waste"], collection=waste["collection"],
        depot=waste["depot"],
    )  # fmt: skip
    page = read_page(make_report(leave_run(tmp_path / "out", both), "en"))
    assert "parcels a day presented at a locker bank" in page.text
    assert "bags a day that residents bring" in page.text
    assert {"week", "hours", "map", "bags", "fill"} <= _plots(page)
    assert page.wrong == []
    assert len(page.ids) == len(set(page.ids))


def test_nobody_brings_anything(tmp_path: Path) -> None:
    """Nothing is said of bags that are not there."""
    quiet = two_compounds(
        sites=[{"id": "c", "households": 0, "latitude": 30, "longitude": 120}],
        waste_points=two_compounds().model_dump(mode="json")["waste_points"][:1],
    )
    page = read_page(make_report(leave_run(tmp_path / "out", quiet), "en"))
    assert "Nothing was dropped off." in page.text
    assert page.wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_watches_the_points(tmp_path: Path, language: Language) -> None:
    """Supervisors, lids, alarms and a sensor have sections; the answer is of reports."""
    page = read_page(make_report(leave_run(tmp_path / "out", watched_scenario()), language))
    assert page.wrong == []
    assert {"watch", "linkage", "alarms", "sensor"} <= _plots(page)
    said = {
        "en": ("With a report every 30 min", "A bag on the floor", "15 to 30 min late"),
        "zh": ("每 30 分钟上报", "督导员缺岗", "迟 15 至 30 分钟"),
    }[language]
    assert [words for words in said if words not in page.text] == []
