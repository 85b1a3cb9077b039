"""What lies and stands there now, for whoever forecasts.

Lives here: the snapshot of the state. Not here: its form (`fleet.ports.forecast`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from devices.wire.telemetry import BinTelemetry
from fleet.core.foresight.cells import cell_now
from fleet.core.parcels.limits import ENDED_KEPT
from fleet.core.parcels.state import OUT, Bank, Lease
from fleet.core.state import PartitionState
from fleet.ports.forecast import BankNow, BinNow, CellNow, JamNow, ParcelNow, SiteNow, Snapshot

BIN = "bin_sensor"
JAMMED = "jammed"
"""The reason for which a door's compartment is out, and the kind of its alarm."""

DAY_MS = 86_400_000


def offset_of(now_ms: int, zone: str) -> int:
    """What a zone's clock is ahead of UTC at a moment, in ms."""
    offset = dt.datetime.fromtimestamp(now_ms / 1000, ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else round(offset.total_seconds() * 1000)


def midnight_of(now_ms: int, zone: str) -> int:
    """The last midnight of a zone's clock; the day is taken for one of 24 h."""
    return now_ms - (now_ms + offset_of(now_ms, zone)) % DAY_MS


def snapshot_of(states: Iterable[PartitionState], now_ms: int, midnight_ms: int) -> Snapshot:
    """What is known at `now_ms`; `midnight_ms`: of the local day, from which parcels have come.

    A compartment that is leased and not laid into yet counts as laid into now; one out of service
    as blocked, or as jammed where its door is and nothing lies behind it. Bins count as their
    newest report has them; those that never reported are not told. Cold cells:
    `fleet.core.foresight.cells`.
    """
    sites: dict[str, tuple[list[BankNow], list[BinNow], list[int | None]]] = {}
    cells: dict[str, list[CellNow]] = {}
    for state in states:
        for key, bank in sorted(state.parcels.banks.items()):
            site, _, name = key.partition("/")
            banks, _, come = sites.setdefault(site, ([], [], []))
            leases = state.parcels.leases
            banks.append(_bank(name, bank, leases, _jams(state, key), now_ms))
            come.append(_come_since(bank, leases, midnight_ms))
        for device in state.devices.values():
            if device.kind == BIN and device.measured:
                told = msgspec.json.decode(device.measured, type=BinTelemetry)
                _, bins, _ = sites.setdefault(device.site, ([], [], []))
                bins.append(BinNow(device.device, told.fill_permille))
            elif (cell := cell_now(state, device)) is not None:
                cells.setdefault(device.site, []).append(cell)
    return Snapshot(
        now_ms,
        [
            SiteNow(
                site,
                banks,
                sorted(bins, key=lambda each: each.bin),
                None if not come or None in come else sum(one or 0 for one in come),
                sorted(cells.get(site, []), key=lambda each: each.cell),
            )
            for site, (banks, bins, come) in sorted(sites.items())
        ],
    )


def _jams(state: PartitionState, key: str) -> dict[int, int]:
    """Since when doors of a bank are jammed, by number: as long as their alarms are up."""
    device = state.devices.get(key)
    found = {}
    for name, alarm in device.alarms.items() if device is not None else ():
        kind, _, number = name.partition(":")
        if kind == JAMMED:
            found[int(number)] = alarm.since_ms
    return found


def _bank(
    name: str, bank: Bank, leases: dict[str, Lease], jams: dict[int, int], now_ms: int
) -> BankNow:
    parcels: list[ParcelNow] = []
    jammed: list[JamNow] = []
    blocked = [0] * (len(bank.class_first) - 1)
    for size_class, (first, stop) in enumerate(pairwise(bank.class_first)):
        for position in range(first, stop):
            if bank.occupied[position] & OUT:
                if bank.blocked.get(position) == JAMMED and not bank.holders[position]:
                    since_ms = jams.get(bank.numbers[position], now_ms)
                    jammed.append(JamNow(size_class, since_ms))
                else:
                    blocked[size_class] += 1
            elif bank.holders[position]:
                lease = leases[bank.holders[position]]
                since_ms = now_ms if lease.deposited_ms < 0 else lease.deposited_ms
                size = min(max(lease.size, 0), size_class)
                parcels.append(ParcelNow(size_class, size, since_ms))
    return BankNow(name, parcels, blocked, jammed)


def _come_since(bank: Bank, leases: dict[str, Lease], midnight_ms: int) -> int | None:
    """Parcels laid in since midnight; None where some of them may be forgotten already."""
    ended = [leases[name] for name in bank.ended if name in leases]
    if len(bank.ended) >= ENDED_KEPT and all(each.since_ms >= midnight_ms for each in ended):
        return None
    inside = [leases[holder] for holder in bank.holders if holder]
    return sum(each.deposited_ms >= midnight_ms for each in (*ended, *inside))
