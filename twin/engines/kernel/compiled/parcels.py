"""A parcel at the terminal: a compartment opens, or it goes elsewhere.

Lives here: presenting, rejecting and disposing of parcels, the lobby. Not here: the courier's way
(`compiled.couriers`), the time in a compartment (`compiled.stay`).
"""

from __future__ import annotations

from fleet.policy.allocation import SPREAD_WEAR, choose_class, first_free, least_worn
from fleet.policy.rejection import COUNTER, DEPOT, HOME, LOBBY, RETURN, destination
from scenarios.days import DAY_MS
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.calendar import at
from twin.engines.kernel.compiled.faults.blocked import causes_at
from twin.engines.kernel.compiled.memory import (
    AT_HOME_AT,
    AT_HOME_ATTEMPTS,
    ATTRIBUTES,
    BANK,
    CLASSES_AT,
    COMPANY,
    DAYS_PRESENTED,
    DEPOT_COUNT,
    DEPOT_DAY,
    DEPOT_HEAD,
    DEPOT_TAIL,
    DEPOT_WIDTH,
    LAST_REJECTED,
    LEG,
    LOBBY_AT,
    NEXT,
    NONE,
    NUMBER,
    PLAIN_ROOM,
    PRESENTED,
    REJECTED,
    REJECTIONS,
    ROOM,
    SITE,
    SIZE,
    WHERE_WIDTH,
    Memory,
)
from twin.engines.kernel.compiled.records import entity_at, record_at_bank, record_outcome
from twin.engines.kernel.compiled.slots import give_back, value_of
from twin.engines.kernel.compiled.stay import deposit
from twin.eventlog.record import temperature_in


def allocate(m: Memory, bank: int, size: int, attributes: int) -> int:
    """Position that is to be filled with a parcel of class `size`, NONE where none fits."""
    rules = m.rules
    first = m.banks[bank + CLASSES_AT]
    if rules.cold == 1:
        first += rules.sizes * temperature_in(attributes)
    chosen = choose_class(m.free, first, rules.sizes, size, rules.size_rule, rules.reserve)
    if chosen < 0:
        return NONE
    start, stop = m.full_below[first + chosen], m.class_first[first + chosen + 1]
    if rules.pick_rule == SPREAD_WEAR:
        return least_worn(m.occupied, m.openings, start, stop)
    position = first_free(m.occupied, start, stop)
    m.full_below[first + chosen] = position + 1
    return position


def try_bank(m: Memory, now: int, parcel: int, bank: int, courier: int) -> None:
    """Deposit the parcel at the bank, or reject it; `courier` may be NONE."""
    slots = m.slots
    size = slots[parcel + SIZE]
    slots[parcel + BANK] = bank
    if size < 0:
        record_outcome(m, now, kinds.OVERSIZE, parcel, 0, 0)
        give_back(m, parcel)
        return
    leg = 0
    if courier != NONE:
        leg = slots[courier + LEG]
    causes = 0
    if m.rules.faults == 1:
        causes = causes_at(m, bank)
    if causes != 0:
        turn_away(m, now, parcel, causes)
        reject(m, now, parcel, courier, leg)
        return
    position = allocate(m, bank, size, slots[parcel + ATTRIBUTES])
    if position >= 0:
        deposit(m, now, parcel, position, leg)
    else:
        reject(m, now, parcel, courier, leg)


def turn_away(m: Memory, now: int, parcel: int, causes: int) -> None:
    """The bank opens no compartment for a courier."""
    bank = m.slots[parcel + BANK]
    entity = entity_at(m, bank, parcel)
    attributes = m.slots[parcel + ATTRIBUTES]
    record_at_bank(m, now, kinds.TURNED_AWAY, bank, entity, 0, 0, attributes, 0, causes)


def reject(m: Memory, now: int, parcel: int, courier: int, leg: int) -> None:
    """No compartment fits: the courier keeps the parcel for now; without one it goes elsewhere."""
    slots = m.slots
    bank = slots[parcel + BANK]
    record_at_bank(
        m, now, kinds.REJECTION, bank, entity_at(m, bank, parcel), slots[parcel + PRESENTED], 0,
        slots[parcel + ATTRIBUTES], 0, leg,
    )  # fmt: skip
    slots[parcel + PRESENTED] += 1
    if courier == NONE:
        dispose(m, now, parcel)
        return
    slots[parcel + NEXT] = NONE
    if slots[courier + REJECTED] == NONE:
        slots[courier + REJECTED] = parcel
    else:
        slots[slots[courier + LAST_REJECTED] + NEXT] = parcel
    slots[courier + LAST_REJECTED] = parcel
    slots[courier + REJECTIONS] += 1
    make_room(m, slots[courier + REJECTIONS])


def dispose(m: Memory, now: int, parcel: int) -> None:
    """No bank is left to try."""
    slots = m.slots
    site, number = slots[parcel + SITE], slots[parcel + NUMBER]
    day_of_home = min(
        slots[parcel + DAYS_PRESENTED], m.latents.where[WHERE_WIDTH * site + AT_HOME_ATTEMPTS] - 1
    )
    at_home = m.latents.at_home[value_of(m, WHERE_WIDTH * site, AT_HOME_AT, number) + day_of_home]
    slots[parcel + DAYS_PRESENTED] += 1
    days_presented = slots[parcel + DAYS_PRESENTED]
    place = destination(m.then, len(m.then), at_home, days_presented, m.rules.delivery_days)
    kind, value = kinds.UNDELIVERED, 0
    if place == COUNTER:
        kind = kinds.COUNTER
    elif place == HOME:
        kind = kinds.HOME
    elif place == LOBBY:
        kind = kinds.LOBBY
    elif place == DEPOT:
        kind, value = kinds.DEPOT, days_presented
    elif place == RETURN:
        kind, value = kinds.RETURN, days_presented
    record_outcome(m, now, kind, parcel, 0, value)
    if place == LOBBY:
        lobby_ms = m.latents.lobby_ms[value_of(m, WHERE_WIDTH * site, LOBBY_AT, number)]
        at(m, now + lobby_ms, kinds.LOBBY_COLLECTION, site, number, 0, parcel)
    elif place == DEPOT and m.rules.attended == 1:
        slots[parcel + DEPOT_DAY] = now // DAY_MS
        wait_in_depot(m, parcel)
    else:
        give_back(m, parcel)


def depot_of(m: Memory, site: int, company: int) -> int:
    """The row of the queue in which a company's parcels for a site wait."""
    return DEPOT_WIDTH * (site * m.rules.companies + company + 1)


def wait_in_depot(m: Memory, parcel: int) -> None:
    """Last in the queue for the company's next visit on a later day."""
    slots = m.slots
    depot = depot_of(m, slots[parcel + SITE], slots[parcel + COMPANY])
    slots[parcel + NEXT] = NONE
    if m.depots[depot + DEPOT_HEAD] == NONE:
        m.depots[depot + DEPOT_HEAD] = parcel
    else:
        slots[m.depots[depot + DEPOT_TAIL] + NEXT] = parcel
    m.depots[depot + DEPOT_TAIL] = parcel
    m.depots[depot + DEPOT_COUNT] += 1
    make_room(m, m.depots[depot + DEPOT_COUNT])


def make_room(m: Memory, moved: int) -> None:
    """A list has grown to `moved` parcels: one event may write a record for each of them."""
    m.state[ROOM] = max(m.state[ROOM], moved + PLAIN_ROOM)


def collect_from_lobby(m: Memory, now: int, parcel: int) -> None:
    """The recipient finds the parcel on the lobby floor."""
    site, number = m.slots[parcel + SITE], m.slots[parcel + NUMBER]
    lobby_ms = m.latents.lobby_ms[value_of(m, WHERE_WIDTH * site, LOBBY_AT, number)]
    record_outcome(m, now, kinds.LOBBY_COLLECTION, parcel, 0, lobby_ms)
    give_back(m, parcel)
