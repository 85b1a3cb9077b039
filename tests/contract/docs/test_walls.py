"""Committed walls are those that are built, whole, and readable from where people stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grafana.alerting import RULES
from grafana.dashboards import SCREEN_ROWS, dashboard_of
from grafana.files import FOLDER, generated
from grafana.panels import NUMBER_SIZE
from grafana.walls.listing import WALLS
from grafana.words import LANGUAGES, NO_DATA
from tests.contract.sources import ROOT

FILES = generated()
BOARDS = [(wall, language) for wall in WALLS for language in LANGUAGES]


def panels_of(board: dict[str, Any]) -> list[dict[str, Any]]:
    """Panels of a dashboard."""
    found: list[dict[str, Any]] = board["panels"]
    return found


@pytest.mark.parametrize("name", FILES)
def test_committed_files_are_those_that_are_built(name: str) -> None:
    """`make docs` would change nothing."""
    path = ROOT / FOLDER / name
    assert path.is_file(), "say: make docs"
    assert path.read_text(encoding="utf-8") == FILES[name], "say: make docs"


def test_no_other_file_lies_there() -> None:
    """A wall that is gone leaves no file behind."""
    there = {path for path in (ROOT / FOLDER).rglob("*") if path.is_file()}
    assert there == {ROOT / FOLDER / name for name in FILES}


@pytest.mark.parametrize(("wall", "language"), BOARDS)
def test_every_panel_says_what_it_shows(wall: Any, language: Any) -> None:
    """Title, description, unit, threshold and what stands there for no data, in its language."""
    board = dashboard_of(wall, language)
    assert (board["timezone"], board["uid"]) == ("Asia/Shanghai", wall.uid(language))
    for panel in panels_of(board):
        assert panel["title"]
        assert panel["description"]
        defaults = panel["fieldConfig"]["defaults"]
        assert defaults["noValue"] == NO_DATA.say(language)
        assert defaults["thresholds"]["steps"]
        assert defaults.get("unit") or panel["type"] == "table"
        if panel["type"] == "table":
            units = [p for o in panel["fieldConfig"]["overrides"] for p in o["properties"]
                     if p["id"] == "unit"]  # fmt: skip
            assert units
    if language == "zh":
        assert all(not panel["title"].isascii() for panel in panels_of(board))


@pytest.mark.parametrize(("wall", "language"), BOARDS)
def test_the_grid_holds(wall: Any, language: Any) -> None:
    """No two panels lie over each other, none stands beyond the edge, ids are their own."""
    panels = panels_of(dashboard_of(wall, language))
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"])
                 for y in range(at["y"], at["y"] + at["h"])}  # fmt: skip
        assert not cells & taken
        assert at["x"] + at["w"] <= 24
        taken |= cells


@pytest.mark.parametrize("name", ["city", "community", "property"])
def test_what_is_wrong_is_read_from_five_metres(name: str) -> None:
    """Numbers fill the upper half of the first screen, large, before anything smaller."""
    [wall] = [wall for wall in WALLS if wall.name == name]
    panels = panels_of(dashboard_of(wall, "zh"))
    stats = [panel for panel in panels if panel["type"] == "stat"]
    numbers = [panel for panel in stats if "timeFrom" not in panel]
    assert len(numbers) == 12
    assert {panel["options"]["text"]["valueSize"] for panel in stats} == {NUMBER_SIZE}
    below = [panel["gridPos"]["y"] for panel in panels if panel["type"] != "stat"]
    assert max(panel["gridPos"]["y"] for panel in numbers) < min(below)
    assert min(below) <= SCREEN_ROWS // 2


@pytest.mark.parametrize("name", ["city", "community", "property"])
def test_what_will_be_looks_ahead(name: str) -> None:
    """Every area has its forecast; panels of hours to come show those hours, no others do."""
    [wall] = [wall for wall in WALLS if wall.name == name]
    looks = {
        panel["title"]: panel.get("timeFrom")
        for panel in panels_of(dashboard_of(wall, "en"))
        if "forecast_" in panel["targets"][0]["query"]
    }
    assert len(looks) >= 6
    assert looks.pop("How good forecasts were") is None
    assert set(looks.values()) == {"+24h"}
    others = [p for p in panels_of(dashboard_of(wall, "en")) if p["title"] not in looks]
    assert all("timeFrom" not in panel for panel in others)


def test_walls_lead_to_each_other_and_to_the_console() -> None:
    """Every wall links to all walls of its language; a site leads to its wall, a device on, an
    alarm to where it is acknowledged.
    """
    for wall, language in BOARDS:
        board = dashboard_of(wall, language)
        [link, console] = board["links"]
        assert (link["type"], link["tags"]) == ("dashboards", ["courtyard", language])
        assert console["url"] == "$manager/console#/work"
        assert "manager" in [each["name"] for each in board["templating"]["list"]]
    text = json.dumps(dashboard_of(WALLS[2], "en"))
    assert "/d/courtyard-property-en?var-site=${__value.raw}" in text
    assert "$manager/console#/device/${__data.fields.site}/${__value.raw}" in text
    where = "${__data.fields.site}/${__data.fields.device}"
    assert f"$manager/console#/work?device={where}" in text


def test_rules_have_runbooks() -> None:
    """Each alert rule's page has a section of its name."""
    headings = {
        line.strip("# \n").lower().replace(" ", "-")
        for line in Path(ROOT / "docs" / "walls.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    }
    for rule in RULES:
        page, _, section = rule.runbook.partition("#")
        assert page == "docs/walls.md"
        assert section in headings
