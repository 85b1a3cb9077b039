"""What a record of the twin's log does to the devices of its site.

Lives here: records as acts on devices, by name. Not here: when they happen
(`twin.studies.staging`), what a device makes of an act (`devices.simulator.bodies`). Counters,
doors and lobbies have no devices, so what happens there acts on none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from devices.simulator import acts
from scenarios.expand import SitePlace
from scenarios.parts.faults import COLD_UNIT, DOOR, MAINS, NETWORK, SENSOR, TERMINAL
from scenarios.parts.watch import ABSENT, LANDED
from twin.eventlog.events import CELL_KINDS, Kind
from twin.eventlog.log import Record
from twin.eventlog.record import ZERO_MC
from twin.staging.cast import (
    GATEWAY,
    bank_device,
    bin_device,
    bin_devices,
    camera_device,
    cells_of,
)
from twin.world.faults.plan import KIND_SHIFT
from twin.world.waste.watch import MISSED, TRUE_SIGHTING

READING = int(Kind.CELL_READING)

Acting = Iterator[tuple[str, acts.Act]]
"""Devices of a site by name, and what happens to them."""

_CONFIDENCE_MAX = 1000
_NUMBER = (1 << KIND_SHIFT) - 1
_LOW = 0xFFFFFFFF


def acts_of(place: SitePlace, record: Record) -> Acting:
    """What a record of a site's log does to which of its devices."""
    kind, packed = Kind(record[1]), record[4]
    number, compartment = packed >> 32, packed & _LOW
    if kind in {Kind.FAILURE, Kind.REPAIR}:
        yield from _failure(place, record[2], number, compartment, kind is Kind.FAILURE)
    elif kind in CELL_KINDS:
        yield from _cell(place, record)
    elif number < len(place.banks):
        if act := _at_bank(kind, record[2], compartment):
            bank = place.banks[number]
            yield bank_device(bank), act
            cell = compartment - sum(bank.compartments)
            if cell > 0:
                yield cells_of(place, bank)[cell - 1], act
    elif number < len(place.banks) + len(place.points) and kind in _AT_POINT:
        yield from _AT_POINT[kind](place, number - len(place.banks), compartment, record)


def _at_bank(kind: Kind, entity: int, compartment: int) -> acts.Act | None:
    match kind:
        case Kind.DEPOSIT | Kind.HELD:
            return acts.PutIn(compartment, entity)
        case Kind.COLLECTION | Kind.TAKE_BACK:
            return acts.TakeOut(compartment)
        case _:
            return None


def _cell(place: SitePlace, record: Record) -> Acting:
    """Temperatures: hourly, and whenever the product crosses its limit."""
    device = cells_of(place)[record[2]]
    if record[1] == Kind.CELL:
        yield device, acts.SetTo(record[7])
    else:
        both = record[6]
        yield device, acts.Chilled((both & _LOW) - ZERO_MC, (both >> 32) - ZERO_MC)


def cooling_of(place: SitePlace, record: Record, ambient_mc: int) -> Acting:
    """What an hour's reading of a cell says of its compressor; other records say nothing of one.

    `ambient_mc`: around the banks in that hour, which stands in the plan and in no log.
    """
    if record[1] == READING:
        yield cells_of(place)[record[2]], acts.CompressorRan(record[3], ambient_mc)


def _failure(place: SitePlace, entity: int, number: int, compartment: int, is_down: bool) -> Acting:
    """A component fails, or works again."""
    match entity >> KIND_SHIFT:
        case what if what == DOOR:
            yield bank_device(place.banks[number]), acts.DoorJammed(compartment, is_down)
        case what if what == COLD_UNIT:
            bank = place.banks[number]
            for device in cells_of(place, bank):
                yield device, acts.Broke("cold_unit", is_down)
        case what if what == TERMINAL:
            yield bank_device(place.banks[number]), acts.OffLine("terminal", is_down)
        case what if what == SENSOR:
            yield bin_devices(place)[entity & _NUMBER], acts.OffLine("sensor", is_down)
        case what if what == MAINS:
            for device in _on_mains(place):
                power, line = acts.PowerSwitched(not is_down), acts.OffLine("mains", is_down)
                yield from ((device, act) for act in ((power, line) if is_down else (line, power)))
        case what if what == NETWORK:
            for device in _on_mains(place):
                yield device, acts.OffLine(acts.NETWORK, is_down)


def _on_mains(place: SitePlace) -> Iterator[str]:
    """Devices on the site's mains and network; sensors of bins have a battery and a radio."""
    yield GATEWAY
    yield from map(bank_device, place.banks)
    yield from cells_of(place)
    yield from (camera_device(point.id) for point in place.points)


def _bin(place: SitePlace, point: int, number: int) -> str:
    at = place.points[point]
    return bin_device(at.id, at.bins[number - 1].id)


def _report(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    yield _bin(place, point, number), acts.Measure(record[7])


def _lost(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    yield _bin(place, point, number), acts.Unheard()


def _lid(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    yield _bin(place, point, number), acts.LidLocked(record[1] == Kind.LOCK)


def _battery(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    yield _bin(place, point, number), acts.OffLine("battery", record[3] == 1)


def _landed(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    at = place.points[point]
    yield camera_device(at.id), acts.BagLanded(record[2], at.camera is None)


def _clearing(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    if number:
        yield from _filled(place, point, number, record)
    yield camera_device(place.points[point].id), acts.BagCleared(record[2])


def _filled(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    """A bag is in the bin; of an emptying nothing is left."""
    each, kind = place.points[point].bins[number - 1], record[1]
    left_ml = 0 if kind == Kind.EMPTYING else record[6] & _LOW
    fill_permille = left_ml * 1000 // each.capacity_ml
    yield _bin(place, point, number), acts.Filled(fill_permille, kind == Kind.DROP_OFF)


def _drop_off(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    yield from _filled(place, point, number, record)
    at = place.points[point]
    if record[3] and at.camera is None:
        yield camera_device(at.id), acts.BadlySorted(record[2], record[6] >> 32)


def _shift(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    """Where the world has no camera, ours sees at once that nobody comes."""
    at = place.points[point]
    is_missed = bool(record[3] & MISSED)
    if not is_missed or at.camera is None:
        yield camera_device(at.id), acts.SupervisionChanged(not is_missed)


def _stand_in(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    yield camera_device(place.points[point].id), acts.SupervisionChanged(True)


def _detection(place: SitePlace, point: int, number: int, record: Record) -> Acting:
    ordinal, entity = record[3], record[2]
    subject = ordinal & ~TRUE_SIGHTING
    name = f"drop-{entity}" if ordinal & TRUE_SIGHTING else f"false-{entity}"
    if subject == LANDED and ordinal & TRUE_SIGHTING:
        name = f"bag-{entity}"
    elif subject == ABSENT and ordinal & TRUE_SIGHTING:
        name = f"absence-{record[0] // 60_000}"
    seen = min(record[7], _CONFIDENCE_MAX)
    yield camera_device(place.points[point].id), acts.Sighted(subject, name, seen)


_AT_POINT: dict[Kind, Callable[[SitePlace, int, int, Record], Acting]] = {
    Kind.REPORT: _report,
    Kind.EMPTYING: _filled,
    Kind.LOST: _lost,
    Kind.LOCK: _lid,
    Kind.UNLOCK: _lid,
    Kind.BATTERY: _battery,
    Kind.LANDED: _landed,
    Kind.CLEARING: _clearing,
    Kind.DROP_OFF: _drop_off,
    Kind.SHIFT: _shift,
    Kind.DETECTION: _detection,
    Kind.STAND_IN: _stand_in,
}

TOLD = frozenset({*map(int, _AT_POINT), int(Kind.FAILURE), int(Kind.REPAIR)})
"""Kinds of records that may act on devices of waste points."""

TOLD_OF_CELLS = frozenset(
    map(int, (*CELL_KINDS, Kind.DEPOSIT, Kind.HELD, Kind.COLLECTION, Kind.TAKE_BACK))
)
"""Kinds of records that may act on cold cells besides."""
