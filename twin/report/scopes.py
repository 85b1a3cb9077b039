"""Rows of a result by what they speak of.

Lives here: the whole, and the places, sizes, days and companies with all their figures. Not here:
formulas, words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from twin.figures.rows import SCOPE_KEYS, WHOLE
from twin.report.reading.result import Row

RANKED_BY = "rejection_share"


@dataclass(frozen=True, slots=True)
class Scope:
    """Something that figures speak of: its keys and its rows by figure."""

    site: str
    key: str
    of: dict[str, Row] = field(default_factory=dict)

    def mean(self, name: str) -> float | None:
        """The figure's mean, None where it is undefined or not kept in this scope."""
        row = self.of.get(name)
        return None if row is None else row.mean

    @property
    def rejection(self) -> float:
        """Share rejected, 0 where undefined: nothing was presented."""
        return self.mean(RANKED_BY) or 0.0


@dataclass(frozen=True, slots=True)
class Scopes:
    """All scopes of a result, in its order; `days` are dates, `labels` those of the calendar."""

    whole: Scope
    sites: list[Scope]
    banks: list[Scope]
    sizes: list[Scope]
    temperatures: list[Scope]
    streams: list[Scope]
    days: list[Scope]
    labels: list[Scope]
    companies: list[Scope]
    regions: list[Scope]


def divide(rows: Sequence[Row]) -> Scopes:
    """Rows by scope."""
    whole: dict[str, Row] = {}
    found: dict[str, dict[tuple[str, str], Scope]] = {key: {} for key in SCOPE_KEYS}
    for row in rows:
        set_keys = [key for key in SCOPE_KEYS if getattr(row, key) != WHOLE]
        if not set_keys:
            whole[row.name] = row
            continue
        key = "bank" if set_keys == ["site", "bank"] else set_keys[0]
        place = (row.site, getattr(row, key))
        scope = found[key].get(place)
        if scope is None:
            scope = found[key][place] = Scope(*place)
        scope.of[row.name] = row
    by_day = list(found["day"].values())
    return Scopes(
        whole=Scope(WHOLE, WHOLE, whole),
        sites=list(found["site"].values()),
        banks=list(found["bank"].values()),
        sizes=list(found["size"].values()),
        temperatures=list(found["temperature"].values()),
        streams=list(found["stream"].values()),
        days=[scope for scope in by_day if is_date(scope.key)],
        labels=[scope for scope in by_day if not is_date(scope.key)],
        companies=list(found["company"].values()),
        regions=list(found["region"].values()),
    )


def is_date(key: str) -> bool:
    """Whether a key of `day` is a date: labels begin with a letter."""
    try:
        dt.date.fromisoformat(key)
    except ValueError:
        return False
    return True


def worst_first(scopes: Iterable[Scope]) -> list[Scope]:
    """Scopes by share rejected, the worst first; equals stay in their order."""
    return sorted(scopes, key=lambda scope: -scope.rejection)


def median_rejection(scopes: Sequence[Scope]) -> float:
    """Median share rejected over scopes, of which there is at least one."""
    return median(scope.rejection for scope in scopes)
