"""Rows: which figures a result shows of which scope.

Lives here: the scopes (whole, sites, banks, sizes, companies, regions, days, labels), their values
in one replication, and the rows over replications. Not here: formulas, files.

Every row has all keys; `*` is the whole. A bank's row names its site too; a label of the calendar
stands in the key `day`. Rows of days and labels, sizes, companies, streams and regions are of the
whole network; companies and regions have rows where there are several. Figures of lockers have rows
where there may be some, figures of waste where there are waste points, figures of faults where
anything fails, figures of cold cells and rows of temperatures where there are cold cells or parcels
for them, figures of the parcel service where the scenario speaks of counters, doors or lobbies,
figures of the manager where it stands in the loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from scenarios.days import Days
from scenarios.schema import Scenario
from scenarios.schema.cold import TEMPERATURES
from scenarios.schema.waste.references import is_heard, waste_parts
from twin.figures.catalogue import CATALOGUE, FIGURES
from twin.figures.cold.catalogue import COLD_CATALOGUE
from twin.figures.counters import F64, I64
from twin.figures.fault_catalogue import FAULT_CATALOGUE
from twin.figures.figure import Figure
from twin.figures.managed.catalogue import MANAGED_CATALOGUE
from twin.figures.managed.work import HEARD, STAFF
from twin.figures.network import NetworkCounters
from twin.figures.service.catalogue import SERVICE_CATALOGUE
from twin.figures.statistics import day_quantile, over_replications
from twin.figures.sums.slots import SlotSums
from twin.figures.waste.catalogue import WASTE_CATALOGUE

WHOLE = "*"


class RowKey(NamedTuple):
    """What a row is about: a figure, its unit and the eight keys."""

    name: str
    unit: str
    site: str = WHOLE
    bank: str = WHOLE
    size: str = WHOLE
    temperature: str = WHOLE
    stream: str = WHOLE
    day: str = WHOLE
    company: str = WHOLE
    region: str = WHOLE


_Sums: TypeAlias = NetworkCounters | SlotSums

SCOPE_KEYS = RowKey._fields[2:]
"""The eight keys that say what a row speaks of."""


@dataclass(frozen=True, slots=True)
class Axes:
    """Names along the axes of the counters.

    `dates` has one ISO date per measured day; `labels` maps a label to measured days (from 0).
    `streams` of waste, and the `parts` of a scenario that some figures need; without `lockers`
    there are no rows of lockers, without `faults` none of faults; `temperatures` are empty where
    all is ambient.
    """

    sizes: tuple[str, ...]
    companies: tuple[str, ...]
    dates: tuple[str, ...]
    labels: dict[str, tuple[int, ...]]
    currency: str
    streams: tuple[str, ...] = ()
    lockers: bool = True
    parts: frozenset[str] = frozenset()
    faults: bool = False
    temperatures: tuple[str, ...] = ()


def axes_of(scenario: Scenario, days: Days) -> Axes:
    """Axes of a scenario over the given days."""
    first = days.warmup_days
    return Axes(
        sizes=tuple(size.id for size in scenario.sizes),
        companies=tuple(company.id for company in scenario.couriers.companies),
        dates=tuple(days.date(first + day).isoformat() for day in range(days.measured_days)),
        labels={
            label: tuple(day - first for day in numbers)
            for label, numbers in days.labels.items()
            if numbers
        },
        currency=scenario.currency,
        streams=tuple(s.id for s in scenario.waste.streams) if scenario.waste else (),
        lockers=scenario.has_lockers,
        parts=waste_parts(scenario.waste_points, scenario.waste)
        | frozenset({"regions"} if scenario.regions else ())
        | frozenset({STAFF} if scenario.staff is not None else ())
        | frozenset({HEARD} if is_heard(scenario.waste_points) else ()),
        faults=scenario.has_faults,
        temperatures=TEMPERATURES if scenario.has_cold else (),
    )


class _Scopes:
    """Scopes of one replication: keys, and per scope its counters and number of days."""

    def __init__(self) -> None:
        self.keys: list[dict[str, str]] = []
        self._counters: list[I64] = []
        self._days: list[int] = []

    def add(self, counters: I64, days: int, **keys: str) -> None:
        self.keys.append(keys)
        self._counters.append(counters)
        self._days.append(days)

    def values(self, figure: Figure) -> F64:
        """Values of a figure in every scope."""
        counters = np.stack(self._counters, axis=1)
        of_size = np.array([_is_of_class(keys) for keys in self.keys])
        days = np.array(self._days)
        result = figure.values(counters, days)
        result[of_size] = figure.values(counters[:, of_size], days[of_size], of_size=True)
        return result


def _scopes(network: NetworkCounters, axes: Axes) -> _Scopes:
    scopes = _Scopes()
    by_day = network.by_day.sum(axis=1)
    scopes.add(by_day.sum(axis=1), network.days)
    for share in network.apart:
        scopes.add(share.by_bank.sum(axis=1), network.days, site=share.site)
        for slot, bank in enumerate(share.banks, 1):
            scopes.add(share.by_bank[:, slot], network.days, site=share.site, bank=bank)
    for slot, size in enumerate(axes.sizes, 1):
        scopes.add(network.by_day[:, slot].sum(axis=1), network.days, size=size)
    for number, temperature in enumerate(axes.temperatures):
        scopes.add(network.by_temperature[:, number], network.days, temperature=temperature)
    if len(axes.companies) > 1:
        for slot, company in enumerate(axes.companies, 1):
            scopes.add(network.by_company[:, slot], network.days, company=company)
    if len(network.regions) > 1:
        for region in sorted(network.regions):
            scopes.add(network.regions[region], network.days, region=region)
    for day, date in enumerate(axes.dates):
        scopes.add(by_day[:, day], 1, day=date)
    for label, days in axes.labels.items():
        scopes.add(by_day[:, list(days)].sum(axis=1), len(days), day=label)
    return scopes


def replication_rows(network: NetworkCounters, axes: Axes) -> dict[RowKey, float]:
    """Every figure in every scope of one replication; NaN where it is undefined.

    Keys and their order are the same in all replications of a scenario.
    """
    of_sites = _scopes(network, axes)
    parts = [(CATALOGUE, of_sites)] if axes.lockers else []
    if axes.faults:
        parts.append((FAULT_CATALOGUE, of_sites))
    for catalogue, sums, names in (
        (SERVICE_CATALOGUE, network.service, ()),
        (WASTE_CATALOGUE, network.waste, axes.streams),
        (COLD_CATALOGUE, network.cold, axes.temperatures[1:]),
        (MANAGED_CATALOGUE, network.managed, ()),
    ):
        if sums is None:
            continue
        beside = _Scopes()
        for keys, counters, days in sums.scopes(names, axes.dates, axes.labels):
            beside.add(counters, days, **keys)
        parts.append((catalogue, beside))
    rows = {}
    for catalogue, scopes in parts:
        columns = [(figure, scopes.values(figure)) for figure in catalogue]
        for i, keys in enumerate(scopes.keys):
            for figure, values in columns:
                if _has_row(figure, keys, axes):
                    rows[RowKey(figure.name, _unit(figure, axes), **keys)] = float(values[i])
    return rows


def _is_of_class(keys: Mapping[str, str]) -> bool:
    """Whether a row speaks of compartments and parcels of one size or temperature."""
    return "size" in keys or "temperature" in keys


def _has_row(figure: Figure, keys: Mapping[str, str], axes: Axes) -> bool:
    return (
        (not figure.part or figure.part in axes.parts)
        and (figure.sizes or not _is_of_class(keys))
        and (figure.companies or "company" not in keys)
        and (figure.streams or "stream" not in keys)
    )


def day_quantile_rows(replications: Sequence[NetworkCounters], axes: Axes) -> dict[RowKey, float]:
    """95 % quantiles of the shares over days, of the whole and of each site.

    The values of all measured days of all replications are pooled (`day_quantile`).
    """
    waste = [network.waste for network in replications if network.waste is not None]
    service = [network.service for network in replications if network.service is not None]
    cold = [network.cold for network in replications if network.cold is not None]
    managed = [network.managed for network in replications if network.managed is not None]
    parts: list[tuple[tuple[Figure, ...], Sequence[_Sums]]] = [
        (CATALOGUE, replications if axes.lockers else ()),
        (FAULT_CATALOGUE, replications if axes.faults else ()),
        (SERVICE_CATALOGUE, service),
        (WASTE_CATALOGUE, waste),
        (COLD_CATALOGUE, cold),
        (MANAGED_CATALOGUE, managed),
    ]
    rows = {}
    for catalogue, counted in parts:
        for keys, by_day in _day_scopes(counted):
            pooled = np.concatenate(by_day, axis=1)
            one = np.ones(pooled.shape[1], dtype=np.int64)
            for figure in catalogue:
                if figure.kind == "share" and _has_row(figure, keys, axes):
                    name = f"p95_day({figure.name})"
                    values = figure.values(pooled, one)
                    rows[RowKey(name, figure.unit, **keys)] = day_quantile(values)
    return rows


def _day_scopes(
    sums: Sequence[_Sums],
) -> Iterator[tuple[dict[str, str], list[I64]]]:
    """Counters by day of the whole and of each site, one entry a replication."""
    if sums:
        yield {}, [each.by_day.sum(axis=1) for each in sums]
    for shares in zip(*(each.apart for each in sums), strict=True):
        kept = [share.by_day for share in shares if share.by_day is not None]
        if kept:
            yield {"site": shares[0].site}, kept


def kpi_rows(replications: Sequence[NetworkCounters], axes: Axes) -> list[dict[str, Any]]:
    """Rows of a result: keys, `mean`, `low`, `high` (95 %, Student) and `n`, the whole first.

    Undefined values are None; with one replication `low` and `high` are. Rows `p95_day(NAME)` are
    pooled over replications and have no interval. Empty without replications.
    """
    if not replications:
        return []
    single = [replication_rows(network, axes) for network in replications]
    interval = over_replications(np.array([list(rows.values()) for rows in single]))
    rows = [
        {
            **key._asdict(),
            "mean": _finite(interval.mean[i]),
            "low": _finite(interval.low[i]),
            "high": _finite(interval.high[i]),
            "n": int(interval.n[i]),
        }
        for i, key in enumerate(single[0])
    ]
    for key, value in day_quantile_rows(replications, axes).items():
        end = {"mean": _finite(value), "low": None, "high": None, "n": len(replications)}
        rows.append({**key._asdict(), **end})
    return rows


def unit_of(name: str, currency: str) -> str:
    """Unit of a figure of the catalogue in a scenario's currency."""
    return FIGURES[name].unit.replace("currency", currency)


def _unit(figure: Figure, axes: Axes) -> str:
    return unit_of(figure.name, axes.currency)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
