"""Pages of runs in which things fail: a sentence and figures at a glance, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.twin.report.left_behind import leave_run
from tests.unit.twin.report.page.reading_html import read_page
from tests.unit.twin.studies.small_runs import small_scenario
from twin.report.page.compose import make_report
from twin.report.words.catalogue import LANGUAGES, Language

CUT: dict[str, Any] = {
    "id": "o", "kind": "mains", "first_day": "2026-05-01", "from_hour": 12, "hours": 20,
}  # fmt: skip


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
