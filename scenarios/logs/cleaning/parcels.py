"""Logs of parcels from which a scenario is to be fitted: deposits, and when they ended.

Lives here: reading rows, leaving out what cannot be, and what is left as columns. Not here: traces
made from such logs (`scenarios.logs.parcels`), fits (`twin.studies.calibration`).
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scenarios.days import HOUR_MS
from scenarios.logs.cleaning.clock import far_apart, out_of_order
from scenarios.logs.cleaning.dropped import Dropped
from scenarios.logs.table import BadCell, Cells, Columns, refuse, rows_of
from scenarios.logs.times import EPOCH, FIRST_YEAR, LAST_YEAR, MILLISECOND

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEEDED = ("deposited_at",)
OPTIONAL = ("collected_at", "parcel", "bank", "size", "ended")

MAX_ROWS = 5_000_000
"""Rows of a log at most: they take 2 GB while they are read."""
LONGEST_MS = 2_400 * HOUR_MS
"""A parcel that lies longer was forgotten by the log: 100 days, the most a dwell law may have."""
TAKEN_BACK = ("take_back", "taken back", "returned")
"""Words in `ended` that say that a courier ended the stay, not the recipient."""
ONE_BANK = "bank"
ONE_SIZE = "M"
STILL_INSIDE = -(2**62)


@dataclass(frozen=True)
class ParcelLog:
    """What is left of a log of parcels, in order of deposit; times in ms since 1970 (UTC).

    `bank` and `size` are numbers in `banks` and `sizes`; `ended_ms` STILL_INSIDE where the log
    shows no end; `taken_back` where a courier ended the stay. `local_times` rows had no offset.
    """

    files: tuple[str, ...]
    rows: int
    local_times: int
    dropped: Dropped
    banks: tuple[str, ...]
    sizes: tuple[str, ...]
    bank: I64
    size: I64
    deposited_ms: I64
    ended_ms: I64
    taken_back: Flags

    @property
    def last_ms(self) -> int:
        """The last time of the log."""
        return int(max(self.deposited_ms.max(), self.ended_ms.max()))


@dataclass
class _Rows:
    """Columns while they are read."""

    where: list[str] = field(default_factory=list)
    parcel: list[str] = field(default_factory=list)
    bank: list[str] = field(default_factory=list)
    size: list[str] = field(default_factory=list)
    deposited: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    taken_back: list[bool] = field(default_factory=list)
    local_times: int = 0


def read_parcels(
    paths: Sequence[Path],
    headers: Mapping[str, str] | None = None,
    *,
    time_zone: str = "Asia/Shanghai",
    banks: Collection[str] | None = None,
    sizes: Sequence[str] | None = None,
) -> ParcelLog:
    """The logs at `paths` as one. `headers` says what a column is called there.

    `banks` and `sizes` are those known; rows about others are left out. Without them all that the
    log names are taken, sizes in their natural order. Times without an offset are local.

    Raises ScenarioError for a file that cannot be read or has not the columns, and where no row is
    left.
    """
    columns = Columns(NEEDED, OPTIONAL, headers or {})
    rows, dropped, count = _Rows(), Dropped(), 0
    zone = zoneinfo.ZoneInfo(time_zone)
    for path in paths:
        for line, cells in rows_of(path, columns):
            count += 1
            if count > MAX_ROWS:
                refuse(path, f"has more than {MAX_ROWS:,} rows", line)
            where = f"{path.name}:{line}"
            try:
                _take(rows, cells, where, zone, banks, sizes)
            except BadCell as cell:
                dropped.add(
                    f"{cell.column}: {cell.message}" if cell.column else cell.message, where
                )
    kept = _keep(rows, dropped)
    if not kept.any():
        says = "; ".join(f"{each.rows:,} × {each.says}" for each in dropped.reasons()[:3])
        refuse(paths[0], "has no usable row" + (f" ({says})" if says else ""))
    return _as_log(rows, kept, paths, count, dropped, banks, sizes)


def read_time(column: str, text: str, zone: zoneinfo.ZoneInfo) -> tuple[int, bool]:
    """Milliseconds since 1970, and whether the text had no offset. Raises BadCell."""
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        raise BadCell(column, text, "is no time (ISO 8601)" if text else "is empty") from None
    if not FIRST_YEAR <= time.year <= LAST_YEAR:
        raise BadCell(column, text, f"year outside {FIRST_YEAR} to {LAST_YEAR}")
    is_local = time.utcoffset() is None
    if is_local:
        time = time.replace(tzinfo=zone)
    return (time - EPOCH) // MILLISECOND, is_local


def _take(
    rows: _Rows, cells: Cells | BadCell, where: str, zone: zoneinfo.ZoneInfo,
    banks: Collection[str] | None, sizes: Collection[str] | None,
) -> None:  # fmt: skip
    if isinstance(cells, BadCell):
        raise BadCell("", "", "row too short")
    deposited_at, collected_at, parcel, bank, size, ended = cells
    deposited, is_local = read_time("deposited_at", deposited_at, zone)
    end = read_time("collected_at", collected_at, zone)[0] if collected_at else STILL_INSIDE
    if banks is not None and bank not in banks:
        raise BadCell("bank", bank, "no such bank")
    if sizes is not None and size not in sizes:
        raise BadCell("size", size, "no such size")
    rows.where.append(where)
    rows.parcel.append(parcel)
    rows.bank.append(bank or ONE_BANK)
    rows.size.append(size or ONE_SIZE)
    rows.deposited.append(deposited)
    rows.ended.append(end)
    rows.taken_back.append(any(word in ended.casefold() for word in TAKEN_BACK))
    rows.local_times += is_local


def _keep(rows: _Rows, dropped: Dropped) -> Flags:
    """Which rows are used; the others are counted by reason, each for the first that holds."""
    deposited = np.array(rows.deposited, dtype=np.int64)
    ended = np.array(rows.ended, dtype=np.int64)
    has_end = ended != STILL_INSIDE
    kept = np.ones(len(deposited), dtype=bool)

    def drop(reason: str, flags: Flags) -> None:
        found = np.flatnonzero(flags & kept)
        dropped.add_all(reason, (rows.where[row] for row in found.tolist()))
        kept[found] = False

    drop("duplicate: the same parcel at the same time again", _duplicates(rows))
    drop("clock jump: years from the other rows", _within(far_apart, deposited, kept))
    for bank in sorted(set(rows.bank)):
        own = np.array([name == bank for name in rows.bank], dtype=bool)
        drop(
            "clock jump: out of the order of the file", _within(out_of_order, deposited, own & kept)
        )
    drop("clock jump: collected before it was deposited", has_end & (ended < deposited))
    longest = has_end & (ended - deposited > LONGEST_MS)
    drop(f"impossible: lies longer than {LONGEST_MS // HOUR_MS:,} h", longest)
    drop("duplicate: the parcel lies elsewhere at that time", _overlapping(rows, deposited, ended))
    return kept


def _within(find: object, times_ms: I64, chosen: Flags) -> Flags:
    """What `find` finds among the chosen rows."""
    assert callable(find)
    found = np.zeros(len(times_ms), dtype=bool)
    if chosen.any():
        found[chosen] = find(times_ms[chosen])
    return found


def _duplicates(rows: _Rows) -> Flags:
    """Rows that say again what one before says; without an id, in all columns."""
    seen: set[tuple[object, ...]] = set()
    found = np.zeros(len(rows.where), dtype=bool)
    for row, (parcel, deposited) in enumerate(zip(rows.parcel, rows.deposited, strict=True)):
        beside = () if parcel else (rows.bank[row], rows.size[row], rows.ended[row])
        key = (parcel, deposited, *beside)
        if parcel or rows.ended[row] != STILL_INSIDE:
            found[row] = key in seen
            seen.add(key)
    return found


def _overlapping(rows: _Rows, deposited: I64, ended: I64) -> Flags:
    """Rows of a parcel that was deposited again before its earlier stay ended."""
    found = np.zeros(len(deposited), dtype=bool)
    until: dict[str, int] = {}
    for row in np.argsort(deposited, kind="stable").tolist():
        parcel = rows.parcel[row]
        if not parcel:
            continue
        found[row] = int(deposited[row]) < until.get(parcel, STILL_INSIDE)
        if not found[row]:
            end = int(ended[row])
            until[parcel] = end if end != STILL_INSIDE else int(deposited[row]) + 1
    return found


_ASCENDING = {name: rank for rank, name in enumerate(("XS", "S", "M", "L", "XL", "XXL"))}


def _as_log(
    rows: _Rows, kept: Flags, paths: Sequence[Path], count: int, dropped: Dropped,
    banks: Collection[str] | None, sizes: Sequence[str] | None,
) -> ParcelLog:  # fmt: skip
    chosen = np.flatnonzero(kept)
    chosen = chosen[np.argsort(np.array(rows.deposited)[chosen], kind="stable")]
    bank_names = tuple(banks) if banks is not None else tuple(sorted(_some(rows.bank, chosen)))
    size_names = tuple(sizes) if sizes is not None else tuple(
        sorted(_some(rows.size, chosen), key=lambda name: (_ASCENDING.get(name.upper(), 9), name))
    )  # fmt: skip
    bank_number = {name: number for number, name in enumerate(bank_names)}
    size_number = {name: number for number, name in enumerate(size_names)}
    return ParcelLog(
        files=tuple(path.name for path in paths),
        rows=count,
        local_times=rows.local_times,
        dropped=dropped,
        banks=bank_names,
        sizes=size_names,
        bank=np.array([bank_number[rows.bank[row]] for row in chosen], dtype=np.int64),
        size=np.array([size_number[rows.size[row]] for row in chosen], dtype=np.int64),
        deposited_ms=np.array(rows.deposited, dtype=np.int64)[chosen],
        ended_ms=np.array(rows.ended, dtype=np.int64)[chosen],
        taken_back=np.array(rows.taken_back, dtype=bool)[chosen],
    )


def _some(names: list[str], chosen: I64) -> set[str]:
    return {names[row] for row in chosen.tolist()}
