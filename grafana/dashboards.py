"""Walls as dashboards: panels in rows, variables, the way from one wall to the next.

Lives here: one function from a wall to the SDK's builder. Not here: the walls (`grafana.walls`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as models

from grafana.panels import SOURCE, WIDTH, Panel, build
from grafana.queries import runs_of, values_of
from grafana.words import TIME_ZONE, Language, WallError, Words

TAG = "courtyard"
SCREEN_ROWS = 27
"""Grid rows that a screen of 1080 lines shows in kiosk mode: a row is 30 px and a gap of 8."""

MANAGER_URL = "https://localhost:8443"
"""Default of the text box: where docker-compose.yml has the API."""

LABELS = {
    "community": Words("Community", "社区"),
    "site": Words("Site", "小区"),
    "device": Words("Device", "设备"),
    "run": Words("Run of the twin", "推演"),
    "manager": Words("Manager", "管理端"),
    "console": Words("Acknowledge in the console", "到控制台确认"),
    "walls": Words("Walls", "大屏"),
}
VARIABLES = {
    "community": values_of("community"),
    "site": values_of("site", (("community", "$community"),)),
    "device": values_of("device", (("site", "$site"),)),
    "run": runs_of("bank"),
}
"""Each but runs depends on the one before; all of them have All."""

EVERYTHING, EVERY_RUN = ".*", ".+"
"""What All means: of runs those that have a name, for life has none."""


@dataclass(frozen=True, slots=True)
class Wall:
    """`rows`: panels side by side. `choose`: variables, from the top of VARIABLES on."""

    name: str
    title: Words
    says: Words
    rows: tuple[tuple[Panel, ...], ...]
    choose: tuple[str, ...] = ()
    hours: int = 24

    def __post_init__(self) -> None:
        """Raises WallError for rows that are too wide, and panels that use what is not chosen."""
        for row in self.rows:
            if sum(panel.width for panel in row) > WIDTH:
                raise WallError(f"{self.name}: {row[0].title.en}: a row wider than {WIDTH}")
        for query in (q for row in self.rows for panel in row for q in panel.queries):
            for name in VARIABLES:
                if f"${name}$" in query.text and name not in self.choose:
                    raise WallError(f"{self.name}: {query.text}: {name} is not chosen")

    def uid(self, language: Language) -> str:
        """Its id in Grafana."""
        return f"courtyard-{self.name}-{language}"


def dashboard_of(wall: Wall, language: Language) -> dict[str, Any]:
    """A wall as Grafana reads it; the same bytes every time."""
    made = (
        builders.Dashboard(wall.title.say(language))
        .uid(wall.uid(language))
        .description(wall.says.say(language))
        .tags([TAG, language])
        .timezone(TIME_ZONE)
        .time(f"now-{wall.hours}h", "now")
        .refresh("30s")
        .readonly()
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
    )
    for name in wall.choose:
        made.with_variable(_variable(name, language))
    made.with_variable(
        builders.TextBoxVariable("manager")
        .label(LABELS["manager"].say(language))
        .default_value(MANAGER_URL)
        .current(models.VariableOption(text=MANAGER_URL, value=MANAGER_URL))
    )
    made.link(
        builders.DashboardLink(LABELS["walls"].say(language))
        .type(models.DashboardLinkType.DASHBOARDS)
        .tags([TAG, language])
        .as_dropdown(True)
        .include_vars(True)
        .keep_time(True)
    )
    made.link(
        builders.DashboardLink(LABELS["console"].say(language))
        .type(models.DashboardLinkType.LINK)
        .url("$manager/console#/work")
        .icon("external link")
        .target_blank(True)
    )
    number, top = 1, 0
    for row in wall.rows:
        left = 0
        for panel in row:
            made.with_panel(build(panel, language, (left, top), number))
            number, left = number + 1, left + panel.width
        top += max(panel.height for panel in row)
    document: dict[str, Any] = json.loads(JSONEncoder(sort_keys=True).encode(made.build()))
    return document


def _variable(name: str, language: Language) -> Any:
    return (
        builders.QueryVariable(name)
        .label(LABELS[name].say(language))
        .datasource(SOURCE)
        .query(VARIABLES[name])
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.NATURAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(EVERY_RUN if name == "run" else EVERYTHING)
        .current(models.VariableOption(text="All", value="$__all"))
    )
