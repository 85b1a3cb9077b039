"""InfluxQL out of the metric catalogue, and what a panel must know of its columns.

Lives here: one builder of queries, and their form in Grafana. Not here: panels. A measurement, tag
or field that the catalogue does not have ends the build. Only what InfluxDB 1.x, 2.x and 3 share is
used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery

from fleet.metrics.catalogue import measurement
from fleet.metrics.measurement import UnknownMetric
from grafana.words import WallError

SOURCE_TYPE = "influxdb"
SOURCE_UID = "courtyard-series"

SHOWN_UNITS = {
    "count": "short", "permille": "percentunit", "mc": "celsius", "mm": "lengthmm", "dbm": "dBm",
    "ms": "ms", "bytes": "bytes", "number": "none", "flag": "bool_yes_no", "words": "string",
    "moment": "dateTimeAsIso", "thousandths": "none",
}  # fmt: skip
"""Unit of the catalogue → Grafana's id of the unit that is shown."""

RUN = "run"
"""The tag that runs of the twin have and life has not."""

DIVISORS = {"permille": 1000, "mc": 1000, "thousandths": 1000}
"""Shown in whole ones."""

HOW = {
    "last": 'last("{}")', "mean": 'mean("{}")', "max": 'max("{}")', "min": 'min("{}")',
    "sum": 'sum("{}")', "count": 'count("{}")', "median": 'percentile("{}", 50)',
    "p90": 'percentile("{}", 90)', "growth": 'non_negative_difference(last("{}"))',
}  # fmt: skip
"""How values of an interval become one."""

SAME_UNIT = frozenset({"last", "mean", "max", "min", "sum", "median", "p90", "growth"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A column: a field, how its values become one, and its name on the wall."""

    field: str
    how: str = "last"
    name: str = ""

    @property
    def column(self) -> str:
        """Its name in the answer."""
        return self.name or self.field


@dataclass(frozen=True, slots=True)
class Query:
    """An InfluxQL statement with Grafana's variables. `units`: of its columns, by Grafana's ids."""

    text: str
    units: dict[str, str]
    is_table: bool
    tags: tuple[str, ...]

    @property
    def alias(self) -> str:
        """How a line is named: by its tags, else by its column."""
        return " ".join(f"$tag_{tag}" for tag in self.tags) or "$col"


def select(
    of: str,
    *shown: Shown,
    by: tuple[str, ...] = (),
    where: tuple[tuple[str, str], ...] = (),
    is_table: bool = False,
) -> Query:
    """Columns of a measurement, over time or (`is_table`) one row a combination of tags.

    `where`: a tag and a value, or a Grafana variable `$NAME`, which may be many. What is written
    beside life is left out where no run is asked for. Raises WallError for names that the catalogue
    lacks.
    """
    try:
        found = measurement(of)
    except UnknownMetric as error:
        raise WallError(str(error)) from None
    known = {tag.name for tag in found.tags}
    for tag in (*by, *(name for name, _ in where)):
        if tag not in known:
            raise WallError(f"{of}.{tag}: no tag of the catalogue")
    columns, units = [], {}
    for each in shown:
        if each.field not in found.units:
            raise WallError(f"{of}.{each.field}: no field of the catalogue")
        unit = found.units[each.field]
        term = HOW[each.how].format(each.field)
        divisor = DIVISORS.get(unit) if each.how in SAME_UNIT else None
        columns.append(f'{term}{f" / {divisor}" if divisor else ""} AS "{each.column}"')
        units[each.column] = SHOWN_UNITS[unit] if each.how in SAME_UNIT else "short"
    conditions = ["$timeFilter", *(_condition(tag, value) for tag, value in where)]
    if RUN in known and RUN not in (*by, *(name for name, _ in where)):
        conditions.append(f"\"{RUN}\" = ''")
    groups = [] if is_table else ["time($__interval)"]
    groups += [f'"{tag}"' for tag in by]
    text = f'SELECT {", ".join(columns)} FROM "{of}" WHERE {" AND ".join(conditions)}'
    if groups:
        text += f" GROUP BY {', '.join(groups)}"
    return Query(text if is_table else f"{text} fill(null)", units, is_table, by)


def _condition(tag: str, value: str) -> str:
    if value.startswith("$"):
        return f'"{tag}" =~ /^{value}$/'
    return f"\"{tag}\" = '{value}'"


def values_of(tag: str, where: tuple[tuple[str, str], ...] = ()) -> str:
    """The values a variable may have, out of the registry."""
    found = {each.name for each in measurement("registry").tags}
    if unknown := {tag, *(name for name, _ in where)} - found:
        raise WallError(f"registry.{sorted(unknown)[0]}: no tag of the catalogue")
    text = f'SHOW TAG VALUES FROM "registry" WITH KEY = "{tag}"'
    if where:
        text += f" WHERE {' AND '.join(_condition(name, value) for name, value in where)}"
    return text


def runs_of(of: str) -> str:
    """The runs of the twin that are written beside a measurement."""
    if RUN not in {tag.name for tag in measurement(of).tags}:
        raise WallError(f"{of}.{RUN}: no tag of the catalogue")
    return f'SHOW TAG VALUES FROM "{of}" WITH KEY = "{RUN}"'


class InfluxTarget(Builder[Dataquery], Dataquery):
    """A query as a panel or an alert rule has it; the SDK has no type for this source."""

    def __init__(self, query: Query, ref_id: str) -> None:
        self._query = query
        self._ref_id = ref_id

    def build(self) -> Dataquery:
        """Itself."""
        return self

    def to_json(self) -> dict[str, Any]:
        """Grafana's form of an InfluxQL query as text."""
        return {
            "refId": self._ref_id,
            "datasource": {"type": SOURCE_TYPE, "uid": SOURCE_UID},
            "query": self._query.text,
            "rawQuery": True,
            "resultFormat": "table" if self._query.is_table else "time_series",
            "alias": "" if self._query.is_table else self._query.alias,
        }
