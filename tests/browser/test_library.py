"""Every library scenario in a real browser: its report is quiet and shows all of its plots."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from courtyard.main import run_app
from tests.browser.look import look_at
from tests.contract.sources import ROOT
from tests.depth import is_deep

LIBRARY = sorted(path.stem for path in (ROOT / "scenarios" / "library").glob("*.yaml"))

SHOWS = {
    "heatwave": {"cold", "warm", "cold-days", "outages", "blocked"},
    "outage": {"outages", "blocked", "blocked-hours"},
    "sensors": {"alarms", "sensor", "fill"},
    "hangzhou": {"bags", "floor", "waste-map", "rounds-food"},
    "property": {"floors", "service-days"},
    "property@counter": {"desks", "shelves", "service-days"},
    "national": {"days", "sizes"},
    "property@mixed": {"desks", "shelves", "week"},
    "hangzhou@camera": {"watch"},
    "hangzhou@linked": {"linkage"},
    "yiyuan": {"week", "map"},
}
"""Plots that the question of a scenario cannot do without."""

RUNS = [*LIBRARY, *(name for name in SHOWS if name not in LIBRARY)]

DAYS = {"heatwave": "12", "sensors": "30", "outage": "6"}
"""Measured days that show what a scenario is about; two are enough of the others."""

CUT = {"national": ["--set", "regions.*.sites=6"]}
"""What a scenario is too large for here."""

BOTH = "hangzhou"
"""Has most plots, and is looked at in both languages; the others in turn in one of them, with
`--deep` in both. The acceptance check looks at all of them, in both, at full length.
"""

LOOKS = [
    (scenario, language)
    for number, scenario in enumerate(RUNS)
    for turn, language in enumerate(("en", "zh"))
    if is_deep() or scenario == BOTH or number % 2 == turn
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A short run of each."""
    made = {name: tmp_path_factory.mktemp(name.replace("@", "-")) for name in RUNS}
    for name, out in made.items():
        short = ["--days", DAYS.get(name, "2"), "--replications", "1", "--jobs", "1"]
        short += CUT.get(name, [])
        assert run_app(["run", name, *short, "--out", str(out)]) == 0
    return made


@pytest.mark.parametrize(("scenario", "language"), LOOKS)
def test_report_of_the_library(
    browser: Chrome, folders: dict[str, Path], scenario: str, language: str
) -> None:
    """No word on the console, no address but its own; every plot seen, no text lost or overlaid."""
    folder = folders[scenario]
    page = folder / f"{language}.html"
    assert run_app(["report", str(folder), "--lang", language, "--out", str(page)]) == 0
    seen = look_at(browser, page)
    assert seen.faults == []
    assert {name.removeprefix("plot-") for name in seen.plots} >= SHOWS.get(scenario, {"week"})
