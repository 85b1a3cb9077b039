"""What alarms mean for lids, displays and compartments; who is told, and when again.

Lives here: linkage that follows from an input. Not here: what an alarm wants (`rules`), whom people
are shown (`neighbours`), what is changed (`fleet.core.applying.alarms`).

A device is told a command with a fence, the number of the record that it follows from: whatever the
network keeps, doubles or delays, an older word never undoes a newer one. What it has not confirmed
it is told again once it speaks, so a lid is not locked for longer than its alarm wants it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fleet.core.alarms.rules import site_of
from fleet.core.decisions import Born, Decision, Registered, Retired
from fleet.core.facts.alarms import Cleared, Held, Raised, Shelved
from fleet.core.facts.links import Linkage, Linked, LinkPutOff
from fleet.core.facts.orders import Configure, Configured, Moved, OrderClosed
from fleet.core.inputs import Arrived, Fired, Input
from fleet.core.limits import COMMAND_RETRY_MS
from fleet.core.linkage.neighbours import NONE, nearest
from fleet.core.linkage.rules import TOLD_MS, Ahead, Wish
from fleet.core.parcels import books
from fleet.core.parcels.decisions import Furnished, OutOfService
from fleet.core.parcels.state import Bank
from fleet.core.state import Device, PartitionState

EXCURSION = "excursion"
"""Why a compartment takes no more."""

_OF_DEVICE = (Raised, Cleared, Held, Shelved, Born)
_OF_ORDER = (Moved, OrderClosed)
_OF_DOORS = (Furnished, Registered)

LEADING: frozenset[type] = frozenset(
    {Raised, Cleared, Held, Shelved, *_OF_ORDER, *_OF_DOORS, Retired, Configured, OutOfService}
)
"""Decisions that linkage may follow from, whatever is known of the device."""


def may_follow(given: Input, device: Device | None, decided: Iterable[Decision]) -> bool:
    """Whether linkage may follow: also for a device that has it and starts again, or that has not
    confirmed what it was told and speaks.
    """
    if not LEADING.isdisjoint(map(type, decided)):
        return True
    linkage = None if device is None or type(given) is not Arrived else device.linkage
    if linkage is None:
        return False
    return bool(linkage.lid or linkage.display) or any(type(one) is Born for one in decided)


def links_that_follow(
    state: PartitionState, given: Input, key: str, decided: list[Decision], now_ms: int
) -> list[Decision]:
    """Decisions on linkage, after all others on the same input. `key`: its device, or its site."""
    device = state.devices.get(key)
    if any(isinstance(decision, Linked | LinkPutOff) for decision in decided):
        return []
    ahead = Ahead(state, key, decided, given.links if isinstance(given, Configure) else None)
    gone = key if any(isinstance(decision, Retired) for decision in decided) else ""
    spoke = device if type(given) is Arrived else None
    born = next((decision for decision in decided if isinstance(decision, Born)), None)
    found: list[Decision] = []
    if device is not None and (gone or any(isinstance(one, Registered) for one in decided)):
        found += _given_back(state, device)
    if any(isinstance(decision, _OF_DOORS) for decision in decided):
        return found + _looked_at_next(ahead, key, now_ms)
    for one in _touched(state, key, device, decided):
        if one.key != gone:
            found += _doors(ahead, one, key, decided)
            said = Said(one is spoke, born if one is spoke else None)
            found += _told(ahead, one, said, gone, now_ms)
    return found


def decide_link_timer(
    state: PartitionState, device: Device, fired: Fired, now_ms: int
) -> list[Decision]:
    """It was too soon; now it is not, and perhaps nothing is wanted any more."""
    if device.linkage is None or device.linkage.armed_ms != fired.due_ms:
        return []
    ahead = Ahead(state, device.key, ())
    doors = _doors(ahead, device, device.key, ())
    return [*doors, *_told(ahead, device, Said(False, None), "", now_ms)]


def _touched(
    state: PartitionState, key: str, device: Device | None, decided: Iterable[Decision]
) -> list[Device]:
    """Whose linkage may be another now, each once: first those that the decisions are about."""
    site = key.partition("/")[0]
    kept = site_of(state, site)
    names: dict[str, None] = {} if device is None else {key: None}
    is_of_all = False
    for decision in decided:
        if isinstance(decision, _OF_DEVICE):
            names[getattr(decision, "device", "") or key] = None
        elif isinstance(decision, _OF_ORDER):
            order = kept.orders.get(decision.order)
            names[key if order is None else order.device] = None
        elif isinstance(decision, OutOfService):
            is_of_all |= not decision.out
        else:
            is_of_all |= isinstance(decision, Configured | Retired)
    names.update(dict.fromkeys(kept.linked))
    if is_of_all:
        names.update(
            (one.key, None) for one in state.devices.values() if one.site == site and one.alarms
        )
    return [one for name in names if (one := state.devices.get(name)) is not None]


class Said(NamedTuple):
    """Whether a device has just spoken, and its birth if it was one."""

    anything: bool
    born: Born | None


def _told(ahead: Ahead, device: Device, said: Said, gone: str, now_ms: int) -> Iterator[Decision]:
    """What a device is told now; nothing where it knows, or cannot obey."""
    born = said.born
    locks, shows = (device.locks, device.shows) if born is None else (born.locks, born.shows)
    wish = ahead.wish_of(device)
    known = device.linkage
    if known is None and not (wish.alarms and (locks or shows)):
        return
    before = Linkage() if known is None else known
    is_locked = wish.locks and locks
    toward, walk_m = nearest(ahead, device, gone) if wish.points and shows else NONE
    boot = device.boot if born is None else born.boot
    is_anew = boot != before.boot
    lid = is_locked != before.locked or (is_anew and is_locked)
    display = toward != before.toward or (is_anew and bool(toward))
    due_ms = before.told_ms + max(before.rest_ms, wish.rest_ms)
    is_too_soon = before.told_ms >= 0 and now_ms < due_ms
    if (lid or display) and is_too_soon:
        if before.armed_ms < 0:
            yield LinkPutOff(device.key, due_ms)
        return
    if said.anything and not is_too_soon:
        lid |= _is_owed(device, before.lid)
        display |= _is_owed(device, before.display)
    if not (lid or display) and wish.alarms == before.alarms and known is not None:
        return
    yield _linked(device, wish, (is_locked, toward, walk_m), (lid, display), boot, now_ms)


def _linked(
    device: Device, wish: Wish, wanted: tuple[bool, str, int], told: tuple[bool, bool], boot: str,
    now_ms: int,
) -> Linked:  # fmt: skip
    if not any(told):
        return Linked(device.key, *wanted, wish.alarms, wish.rest_ms)
    retry_ms = now_ms + COMMAND_RETRY_MS
    return Linked(
        device.key, *wanted, wish.alarms, wish.rest_ms, *told, boot, retry_ms, now_ms + TOLD_MS
    )


def _is_owed(device: Device, name: str) -> bool:
    """Whether a command came to an end that is none: expired, failed, never answered."""
    if not name:
        return False
    command = device.commands.get(name)
    return command is None or bool(command.outcome)


def _given_back(state: PartitionState, cell: Device) -> list[Decision]:
    """A cell that is gone, or is another compartment from now on, keeps none out of service."""
    found = compartment_of(state, cell) if cell.kind == "cold_cell" else None
    if found is None or found[1].blocked.get(found[2]) != EXCURSION:
        return []
    return [OutOfService(found[2], False, EXCURSION, found[0])]


def _looked_at_next(ahead: Ahead, key: str, now_ms: int) -> list[Decision]:
    """Cells of the site that are too warm, once a bank has its compartments or they their door. All
    devices are looked at for a bank only: thousands are registered one after the other.
    """
    site, devices = key.partition("/")[0], ahead.state.devices
    known = devices.get(key)
    if known is None:
        return []
    looked_at: tuple[Device, ...] = (known,)
    if known.kind == "bank":
        looked_at = tuple(one for one in devices.values() if one.site == site)
    return [
        LinkPutOff(one.key, now_ms)
        for one in looked_at
        if one.kind == "cold_cell" and ahead.wish_of(one).closes
    ]


def _doors(
    ahead: Ahead, device: Device, given: str, decided: Iterable[Decision]
) -> Iterator[Decision]:
    """A cold cell whose product is too warm takes no further parcel; what lies in it stays."""
    if device.kind != "cold_cell" or (found := compartment_of(ahead.state, device)) is None:
        return
    key, bank, position = found
    why = bank.blocked.get(position)
    for decision in decided:
        if (
            isinstance(decision, OutOfService)
            and (decision.bank or given, decision.position) == (key, position)
        ):  # fmt: skip
            why = decision.reason if decision.out else None
    closes = ahead.wish_of(device).closes
    if closes and why is None:
        yield OutOfService(position, True, EXCURSION, key)
    elif not closes and why == EXCURSION:
        yield OutOfService(position, False, EXCURSION, key)


def compartment_of(state: PartitionState, cell: Device) -> tuple[str, Bank, int] | None:
    """Which compartment of which bank a cold cell is: its setting `compartment` is the number on
    the door, and the bank is the one of its site whose name its own begins with, else the only one.
    """
    number = cell.settings.get("compartment", -1)
    there = {
        key: bank for key, bank in state.parcels.banks.items() if key.partition("/")[0] == cell.site
    }
    named = [key for key in there if cell.key.startswith(f"{key}-")]
    keys = [max(named, key=len)] if named else list(there)
    if len(keys) != 1:
        return None
    position = books.position_of(there[keys[0]], number)
    return None if position < 0 else (keys[0], there[keys[0]], position)
