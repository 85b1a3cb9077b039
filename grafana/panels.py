"""Panels: what a wall shows, and how the SDK builds it.

Lives here: four kinds of panel. Not here: queries (`grafana.queries`), which panels there are
(`grafana.walls`). A panel without words, unit or size ends the build.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from grafana_foundation_sdk.builders import common as common_builders
from grafana_foundation_sdk.builders import dashboard as dashboards
from grafana_foundation_sdk.builders import stat, table, timeseries
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models import dashboard as models

from grafana.queries import SOURCE_TYPE, SOURCE_UID, InfluxTarget, Query
from grafana.words import NO_DATA, Language, WallError, Words

WIDTH = 24
"""Columns of a Grafana dashboard."""

NUMBER_SIZE, TITLE_SIZE = 96, 32
"""Pixels on a screen of 1080 lines: on one 1.2 m wide 96 are 6 cm, read from 15 m at the usual
1 : 250 of height to distance; a title of 32 is 2 cm, read from 5 m."""

GREEN, AMBER, RED, BLUE = "#2e7d32", "#f9a825", "#c62828", "#1565c0"
"""Told apart in greyscale too: each is darker or lighter than its neighbours."""

MANAGER = "$manager"
"""Address of the manager's API: a text box on every wall."""

Kind = Literal["number", "lines", "bars", "table"]


@dataclass(frozen=True, slots=True)
class Panel:
    """`steps`: from which value on a colour holds, in shown units; the first is below them all.

    `hours_ahead`: shows so many hours from now on, not the wall's time.
    """

    kind: Kind
    title: Words
    says: Words
    queries: tuple[Query, ...]
    width: int
    height: int
    steps: tuple[tuple[float, str], ...] = ()
    first: str = GREEN
    hours_ahead: int = 0

    def __post_init__(self) -> None:
        """Raises WallError where something is missing."""
        for words in (self.title, self.says):
            if not (words.en.strip() and words.zh.strip()):
                raise WallError(f"{self.title.en or 'a panel'}: no words in both languages")
        if not self.queries or not all(query.units for query in self.queries):
            raise WallError(f"{self.title.en}: shows nothing")
        units = {unit for query in self.queries for unit in query.units.values()}
        if self.kind != "table" and len(units) != 1:
            raise WallError(f"{self.title.en}: units {sorted(units)} on one scale")
        if not 1 <= self.width <= WIDTH or self.height < 1:
            raise WallError(f"{self.title.en}: {self.width} × {self.height} is no size")
        if (self.kind == "table") != self.queries[0].is_table:
            raise WallError(f"{self.title.en}: a query of the other form")


SOURCE = models.DataSourceRef(type_val=SOURCE_TYPE, uid=SOURCE_UID)


def build(panel: Panel, language: Language, at: tuple[int, int], number: int) -> Any:
    """The SDK's builder of a panel, at a column and row of the grid."""
    made = _MAKE[panel.kind](panel)
    made.id(number)
    made.title(panel.title.say(language)).description(panel.says.say(language))
    made.datasource(SOURCE).no_value(NO_DATA.say(language))
    made.grid_pos(models.GridPos(h=panel.height, w=panel.width, x=at[0], y=at[1]))
    if panel.hours_ahead:
        made.time_from(f"+{panel.hours_ahead}h")
    for ref, query in zip("ABCDEFGH", panel.queries, strict=False):
        made.with_target(InfluxTarget(query, ref))
    steps = [models.Threshold(None, panel.first)]
    steps += [models.Threshold(value, colour) for value, colour in panel.steps]
    thresholds = dashboards.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps)
    made.thresholds(thresholds)
    if panel.kind == "table":
        _columns(made, panel, language)
    else:
        made.unit(next(iter(panel.queries[0].units.values())))
    return made


def _number(panel: Panel) -> Any:
    text = common_builders.VizTextDisplayOptions().value_size(NUMBER_SIZE).title_size(TITLE_SIZE)
    reduce = common_builders.ReduceDataOptions().calcs(["lastNotNull"]).values(False)
    return (
        stat.Panel()
        .color_mode(common.BigValueColorMode.BACKGROUND)
        .graph_mode(common.BigValueGraphMode.NONE)
        .text(text)
        .reduce_options(reduce)
    )


def _lines(panel: Panel) -> Any:
    made = timeseries.Panel().line_width(2).fill_opacity(0).span_nulls(False)
    if panel.steps:
        style = common_builders.GraphThresholdsStyleConfig()
        made.thresholds_style(style.mode(common.GraphThresholdsStyleMode.DASHED))
    return made


def _bars(panel: Panel) -> Any:
    stacking = common_builders.StackingConfig().mode(common.StackingMode.NORMAL)
    return (
        timeseries.Panel()
        .draw_style(common.GraphDrawStyle.BARS)
        .fill_opacity(80)
        .stacking(stacking)
    )


def _table(panel: Panel) -> Any:
    return table.Panel().cell_height(common.TableCellHeight.MD)


IN_CONSOLE = frozenset({"device", "alarm"})
"""Columns that lead to the manager's console: a device's page, an alarm to be acknowledged."""

_DEVICE = "${__data.fields.site}/${__data.fields.device}"


def _columns(made: Any, panel: Panel, language: Language) -> None:
    """Units of columns, the way down by site and device, no empty column of times."""
    value = models.DynamicConfigValue
    made.override_by_name("Time", [value("custom.hidden", True)])
    for query in panel.queries:
        for column, unit in query.units.items():
            given = [value("unit", unit)]
            if panel.steps:
                given.append(value("custom.cellOptions", {"type": "color-background"}))
            made.override_by_name(column, given)
    down = {
        "site": f"/d/courtyard-property-{language}?var-site=${{__value.raw}}",
        "name": f"/d/courtyard-property-{language}?var-site=${{__value.raw}}",
        "device": f"{MANAGER}/console#/device/${{__data.fields.site}}/${{__value.raw}}",
        "alarm": f"{MANAGER}/console#/work?device={_DEVICE}",
    }
    for tag in sorted({tag for query in panel.queries for tag in query.tags} & down.keys()):
        link = {"title": tag, "url": down[tag], "targetBlank": tag in IN_CONSOLE}
        made.override_by_name(tag, [value("links", [link])])


_MAKE = {"number": _number, "lines": _lines, "bars": _bars, "table": _table}
