"""Pages of runs with counters and doors: their own answer and figures, with and without lockers."""

from __future__ import annotations

from pathlib import Path

import pytest

from courtyard.show.parts.service import service_answer
from tests.small_counters import counter_scenario
from tests.unit.twin.report.left_behind import leave_run
from tests.unit.twin.report.page.reading_html import read_page
from twin.report.page.compose import make_report
from twin.report.words.catalogue import LANGUAGES, Language

RUN = {"days": 3, "warmup_days": 1, "replications": 2, "seed": 1}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a counter and doors without lockers."""
    return leave_run(tmp_path_factory.mktemp("service"), counter_scenario(run=RUN))


@pytest.mark.parametrize("language", LANGUAGES)
def test_counters_alone(folder: Path, language: Language) -> None:
    """What lies on floors, who waits, what it takes; nothing of lockers that are not there."""
    page = read_page(make_report(folder, language))
    assert page.wrong == []
    said = {
        "en": ("come to lie on a floor", "Recipients at counters wait", "Parcel service study"),
        "zh": ("散落在地", "在代收点平均等待", "快递代收仿真报告"),
    }[language]
    assert [words for words in said if words not in page.text] == []
    assert {"en": "presented at a locker bank", "zh": "首次投递至"}[language] not in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_desks_shelves_and_floors(folder: Path, language: Language) -> None:
    """Waits over the opening hours, shelves and floors over time, the counters as built."""
    page = read_page(make_report(folder, language))
    assert {"plot-desks", "plot-shelves", "plot-floors", "plot-service-days"} <= set(page.ids)
    said = {
        "en": ("Most waiting falls at", "counter (k)", "shelf places"),
        "zh": ("排队最集中的时段为", "人工代收点（k）", "货架位"),
    }[language]
    assert [words for words in said if words not in page.text] == []


def test_beside_lockers(tmp_path: Path) -> None:
    """Both have their sentences and their figures at a glance."""
    banks = [{"id": "b", "site": "c", "compartments": {"S": 2, "L": 1}}]
    parcels = {
        "per_household_day": 1.0,
        "size_mix": {"S": 1.0},
        "share_to_lockers": 0.5,
        "share_to_lobby": 0.5,
    }
    given = counter_scenario(run=RUN, banks=banks, counters=[], parcels=parcels)
    page = read_page(make_report(leave_run(tmp_path / "out", given), "en"))
    for words in ("presented at a locker bank", "come to lie on a floor", "courier minutes"):
        assert words in page.text
    assert "Recipients at counters wait" not in page.text


def test_sentences_of_the_table() -> None:
    """Without a recipient at a desk nobody waits; without a parcel nothing is said."""

    def row(mean: float | None, unit: str = "1/day") -> dict[str, object]:
        return {"mean": mean, "low": None, "high": None, "unit": unit}

    of = {
        "parcels_brought": row(20.0),
        "floored_share": row(0.25, "1"),
        "floor_parcel_hours": row(6.0, "h/day"),
        "delivery_minutes_per_parcel": row(1.5, "min"),
        "staff_hours": row(24.0, "h/day"),
        "space_m2": row(45.0, "m2"),
        "counter_wait_s": row(30.0, "s"),
    }
    said = service_answer(of)
    for words in ("20.0 parcels", "25.00 %", "24.0 staff hours", "45.0 m²", "wait 30.0 s"):
        assert words in said
    assert "wait" not in service_answer({**of, "counter_wait_s": row(None, "s")})
    assert "Nothing can be said" in service_answer({**of, "parcels_brought": row(0.0)})
