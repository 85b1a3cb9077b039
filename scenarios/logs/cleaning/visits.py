"""Logs of courier visits from which a scenario is to be fitted.

Lives here: reading rows, leaving out what cannot be. Not here: fits (`twin.studies.calibration`).
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scenarios.logs.cleaning.clock import far_apart, local_ms
from scenarios.logs.cleaning.dropped import Dropped
from scenarios.logs.cleaning.parcels import MAX_ROWS, read_time
from scenarios.logs.table import BadCell, Cells, Columns, read_number, refuse, rows_of

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEEDED = ("arrived_at", "parcels")
OPTIONAL = ("company", "visit", "began_at", "left_at")
MOST_PARCELS = 10_000
"""Parcels of a visit at most, as in a scenario."""
LONGEST_MS = 12 * 3_600_000
"""A visit that takes longer has no end that can be believed."""
ONE_COMPANY = "all"
UNKNOWN = -1


@dataclass(frozen=True)
class VisitLog:
    """What is left of a log of visits, in order of arrival; local times in ms since 1970.

    `company` numbers in `companies`; `service_ms` from the turn at the terminal (or the arrival) to
    the departure, UNKNOWN where the log does not say.
    """

    files: tuple[str, ...]
    rows: int
    dropped: Dropped
    companies: tuple[str, ...]
    company: I64
    arrived_ms: I64
    service_ms: I64
    parcels: I64


@dataclass
class _Rows:
    where: list[str] = field(default_factory=list)
    company: list[str] = field(default_factory=list)
    visit: list[str] = field(default_factory=list)
    arrived: list[int] = field(default_factory=list)
    service: list[int] = field(default_factory=list)
    parcels: list[int] = field(default_factory=list)


def read_visits(
    paths: Sequence[Path],
    headers: Mapping[str, str] | None = None,
    *,
    time_zone: str = "Asia/Shanghai",
) -> VisitLog:
    """The logs at `paths` as one; `headers` says what a column is called there.

    Raises ScenarioError for a file that cannot be read or has not the columns, and where no row is
    left.
    """
    columns = Columns(NEEDED, OPTIONAL, headers or {})
    zone = zoneinfo.ZoneInfo(time_zone)
    rows, dropped, count = _Rows(), Dropped(), 0
    for path in paths:
        for line, cells in rows_of(path, columns):
            count += 1
            if count > MAX_ROWS:
                refuse(path, f"has more than {MAX_ROWS:,} rows", line)
            where = f"{path.name}:{line}"
            try:
                _take(rows, cells, where, zone)
            except BadCell as cell:
                dropped.add(": ".join(filter(None, (cell.column, cell.message))), where)
    kept = _keep(rows, dropped)
    if not kept.any():
        says = "; ".join(f"{each.rows:,} × {each.says}" for each in dropped.reasons()[:3])
        refuse(paths[0], "has no usable row" + (f" ({says})" if says else ""))
    arrived = np.array(rows.arrived, dtype=np.int64)
    chosen = np.flatnonzero(kept)
    chosen = chosen[np.argsort(arrived[chosen], kind="stable")]
    names = tuple(sorted({rows.company[row] for row in chosen.tolist()}))
    return VisitLog(
        files=tuple(path.name for path in paths),
        rows=count,
        dropped=dropped,
        companies=names,
        company=np.array([names.index(rows.company[row]) for row in chosen], dtype=np.int64),
        arrived_ms=local_ms(arrived[chosen], zone),
        service_ms=np.array(rows.service, dtype=np.int64)[chosen],
        parcels=np.array(rows.parcels, dtype=np.int64)[chosen],
    )


def _take(rows: _Rows, cells: Cells | BadCell, where: str, zone: zoneinfo.ZoneInfo) -> None:
    if isinstance(cells, BadCell):
        raise BadCell("", "", "row too short")
    arrived_at, parcels, company, visit, began_at, left_at = cells
    arrived, _ = read_time("arrived_at", arrived_at, zone)
    began = read_time("began_at", began_at, zone)[0] if began_at else arrived
    left = read_time("left_at", left_at, zone)[0] if left_at else None
    try:
        carried = read_number("parcels", parcels, 1, MOST_PARCELS)
    except BadCell:
        raise BadCell("parcels", parcels, f"impossible: not 1 to {MOST_PARCELS:,}") from None
    if left is not None and not arrived <= began <= left:
        raise BadCell("", "", "clock jump: left before it began, or began before it came")
    if left is not None and left - began > LONGEST_MS:
        raise BadCell("", "", "impossible: took more than 12 h")
    rows.where.append(where)
    rows.company.append(company or ONE_COMPANY)
    rows.visit.append(visit)
    rows.arrived.append(arrived)
    rows.service.append(UNKNOWN if left is None else left - began)
    rows.parcels.append(round(carried))


def _keep(rows: _Rows, dropped: Dropped) -> Flags:
    arrived = np.array(rows.arrived, dtype=np.int64)
    again = np.zeros(len(arrived), dtype=bool)
    seen: set[tuple[str, str, int, int]] = set()
    for row, (visit, company) in enumerate(zip(rows.visit, rows.company, strict=True)):
        key = (visit, company, rows.arrived[row], rows.parcels[row])
        again[row] = key in seen
        seen.add(key)
    kept = np.ones(len(arrived), dtype=bool)
    for reason, flags in (
        ("duplicate: the same visit again", again),
        ("clock jump: years from the other rows", far_apart(arrived)),
    ):
        found = np.flatnonzero(flags & kept)
        dropped.add_all(reason, (rows.where[row] for row in found.tolist()))
        kept[found] = False
    return kept
