"""Couriers on their visits: setting out, queueing, presenting, going on, departing.

Lives here: the legs of a visit and the queue at the terminals. Not here: what becomes of a parcel
(`compiled.parcels`).
"""

from __future__ import annotations

from scenarios.days import DAY_MS
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.calendar import at
from twin.engines.kernel.compiled.faults.blocked import causes_at
from twin.engines.kernel.compiled.memory import (
    ARRIVED,
    BANK,
    BANK_WIDTH,
    BOARD,
    BUSY,
    COMPANY,
    DAYS_PRESENTED,
    DEPOT_COUNT,
    DEPOT_DAY,
    DEPOT_HEAD,
    FIRST_BANK,
    FIRST_BANK_AT,
    FIRST_PARCEL_AT,
    HANDLING_AT,
    HANDLING_ATTEMPTS,
    KEY,
    LAST_REJECTED,
    LEG,
    NEXT,
    NEXT_NUMBER,
    NONE,
    NUMBER,
    ON_BOARD,
    PRESENTED,
    QUEUE_HEAD,
    QUEUE_TAIL,
    REJECTED,
    REJECTIONS,
    ROUTE_BANK,
    ROUTE_FIRST,
    ROUTE_STOP,
    ROUTE_TRAVEL,
    ROUTE_WIDTH,
    SITE,
    SIZE,
    SIZE_AT,
    SLOT_WIDTH,
    STOP_NUMBER,
    TERMINALS,
    TIME,
    TRAVEL,
    VISIT_AT,
    VISITS,
    WHERE_WIDTH,
    Memory,
)
from twin.engines.kernel.compiled.parcels import depot_of, dispose, try_bank
from twin.engines.kernel.compiled.records import record_courier, record_outcome
from twin.engines.kernel.compiled.slots import bring, give_back, take_slot, value_of
from twin.eventlog.order import pack_key


def schedule_visit(m: Memory, site: int, visit: int) -> None:
    """The next visit of a site, if there is one; the site's own slot stands for it."""
    where = m.latents.where
    arrival_ms = m.rules.horizon_ms
    if visit < where[WHERE_WIDTH * site + VISITS]:
        arrival_ms = m.latents.arrival_ms[where[WHERE_WIDTH * site + VISIT_AT] + visit]
    kind = kinds.PRESENT
    if m.rules.attended == 1:
        kind = kinds.ARRIVAL
    if m.rules.sites > 1:
        at(m, arrival_ms, kind, site, visit, 0, SLOT_WIDTH * site)
    else:
        m.slots[TIME] = min(arrival_ms, m.rules.horizon_ms)
        m.slots[KEY] = pack_key(kind, site, visit, 0)


def bank_of(m: Memory, site: int, visit_row: int) -> int:
    """The bank at which a visit begins."""
    first: int = m.latents.where[WHERE_WIDTH * site + FIRST_BANK_AT]
    return first + BANK_WIDTH * int(m.latents.bank[visit_row])


def arrive(m: Memory, now: int, site: int, visit: int, leg: int, slot: int) -> None:
    """A courier reaches the bank of this leg; on the first one `slot` is the site's own."""
    slots = m.slots
    courier = slot
    if leg == 0:
        schedule_visit(m, site, visit + 1)
        courier = set_out(m, now, site, visit)
        if slots[courier + ON_BOARD] == 0:
            give_back(m, courier)
            return
    slots[courier + ARRIVED] = now
    record_courier(m, now, kinds.ARRIVAL, courier, slots[courier + ON_BOARD])
    bank = slots[courier + BANK]
    if m.banks[bank + BUSY] < m.banks[bank + TERMINALS]:
        m.banks[bank + BUSY] += 1
        serve(m, now, courier)
        return
    slots[courier + NEXT] = NONE
    if m.banks[bank + QUEUE_HEAD] == NONE:
        m.banks[bank + QUEUE_HEAD] = courier
    else:
        slots[m.banks[bank + QUEUE_TAIL] + NEXT] = courier
    m.banks[bank + QUEUE_TAIL] = courier


def set_out(m: Memory, now: int, site: int, visit: int) -> int:
    """The visit begins: its own parcels, then those that wait in the depot since another day."""
    slots, latents = m.slots, m.latents
    index = latents.where[WHERE_WIDTH * site + VISIT_AT] + visit
    first = latents.where[WHERE_WIDTH * site + FIRST_PARCEL_AT] + visit
    company = latents.company[index]
    bank = bank_of(m, site, index)
    courier = take_slot(m)
    slots[courier + SITE] = site
    slots[courier + NUMBER] = visit
    slots[courier + COMPANY] = company
    slots[courier + FIRST_BANK] = bank
    slots[courier + BANK] = bank
    slots[courier + LEG] = 0
    slots[courier + TRAVEL] = 0
    slots[courier + NEXT_NUMBER] = latents.first_parcel[first]
    slots[courier + STOP_NUMBER] = latents.first_parcel[first + 1]
    slots[courier + ON_BOARD] = latents.first_parcel[first + 1] - latents.first_parcel[first]
    slots[courier + BOARD] = NONE
    slots[courier + REJECTED] = NONE
    slots[courier + REJECTIONS] = 0
    fetch_from_depot(m, now, courier)
    return courier


def fetch_from_depot(m: Memory, now: int, courier: int) -> None:
    """What the company's depot holds since another day comes along, in the order it got there."""
    slots = m.slots
    bank = slots[courier + BANK]
    depot = depot_of(m, slots[courier + SITE], slots[courier + COMPANY])
    today = now // DAY_MS
    last = NONE
    parcel = m.depots[depot + DEPOT_HEAD]
    while parcel != NONE and slots[parcel + DEPOT_DAY] < today:
        slots[parcel + FIRST_BANK] = bank
        record_outcome(m, now, kinds.RETRY, parcel, 0, slots[parcel + DAYS_PRESENTED])
        if last == NONE:
            slots[courier + BOARD] = parcel
        slots[courier + ON_BOARD] += 1
        m.depots[depot + DEPOT_COUNT] -= 1
        last = parcel
        parcel = slots[parcel + NEXT]
    m.depots[depot + DEPOT_HEAD] = parcel
    if last != NONE:
        slots[last + NEXT] = NONE


def serve(m: Memory, now: int, courier: int) -> None:
    """The courier begins at the terminal."""
    record_courier(m, now, kinds.SERVICE, courier, now - m.slots[courier + ARRIVED])
    schedule_present(m, now + m.rules.setup_ms, courier)


def schedule_present(m: Memory, now: int, courier: int) -> bool:
    """The next parcel on board will be presented after its handling time; False: none is left."""
    slots, latents = m.slots, m.latents
    site = slots[courier + SITE]
    number = slots[courier + NEXT_NUMBER]
    presented = 0
    if number < slots[courier + STOP_NUMBER]:
        size = int(latents.size[value_of(m, WHERE_WIDTH * site, SIZE_AT, number)])
    else:
        parcel = slots[courier + BOARD]
        if parcel == NONE:
            return False
        number = slots[parcel + NUMBER]
        presented = slots[parcel + PRESENTED]
        size = int(slots[parcel + SIZE])
    handling_ms = 0
    if size >= 0 and not (m.rules.faults == 1 and causes_at(m, slots[courier + BANK]) != 0):
        source = WHERE_WIDTH * site
        attempt = min(presented, latents.where[source + HANDLING_ATTEMPTS] - 1)
        handling_ms = latents.handling_ms[value_of(m, source, HANDLING_AT, number) + attempt]
    at(m, now + handling_ms, kinds.PRESENT, site, number, presented, courier)
    return True


def present(m: Memory, now: int, site: int, number: int, slot: int) -> None:
    """A parcel is held to the terminal; `slot` is the courier's, or the site's own without one."""
    slots = m.slots
    if m.rules.attended == 0:
        index = m.latents.where[WHERE_WIDTH * site + VISIT_AT] + number
        bank = bank_of(m, site, index)
        schedule_visit(m, site, number + 1)
        parcel = bring(m, site, number, m.latents.company[index], bank)
        try_bank(m, now, parcel, bank, NONE)
        return
    courier = slot
    if slots[courier + NEXT_NUMBER] < slots[courier + STOP_NUMBER]:
        slots[courier + NEXT_NUMBER] += 1
        parcel = bring(m, site, number, slots[courier + COMPANY], slots[courier + FIRST_BANK])
    else:
        parcel = slots[courier + BOARD]
        slots[courier + BOARD] = slots[parcel + NEXT]
    try_bank(m, now, parcel, slots[courier + BANK], courier)
    if not schedule_present(m, now, courier):
        depart(m, now, courier)


def depart(m: Memory, now: int, courier: int) -> None:
    """The leg is over: on to the next bank with what was rejected, or away with it."""
    slots = m.slots
    spent_ms = now - slots[courier + ARRIVED]
    if slots[courier + LEG] == 0:
        spent_ms += m.rules.park_ms
    else:
        spent_ms += slots[courier + TRAVEL]
    record_courier(m, now, kinds.DEPARTURE, courier, spent_ms)
    left = slots[courier + BANK]
    first_bank = slots[courier + FIRST_BANK]
    leg = m.banks[first_bank + ROUTE_FIRST] + ROUTE_WIDTH * (slots[courier + LEG] + 1)
    if slots[courier + REJECTED] != NONE and leg < m.banks[first_bank + ROUTE_STOP]:
        go_on(
            m,
            now,
            courier,
            m.routes[leg + ROUTE_BANK],
            m.routes[leg + ROUTE_TRAVEL],
        )
    else:
        parcel = slots[courier + REJECTED]
        while parcel != NONE:
            following = slots[parcel + NEXT]
            dispose(m, now, parcel)
            parcel = following
        give_back(m, courier)
    waiting = m.banks[left + QUEUE_HEAD]
    if waiting == NONE:
        m.banks[left + BUSY] -= 1
    else:
        m.banks[left + QUEUE_HEAD] = slots[waiting + NEXT]
        serve(m, now, waiting)


def go_on(m: Memory, now: int, courier: int, bank: int, travel_ms: int) -> None:
    """Set out for the next leg with what was rejected."""
    slots = m.slots
    slots[courier + LEG] += 1
    leg = slots[courier + LEG]
    parcel = slots[courier + REJECTED]
    while parcel != NONE:
        record_outcome(m, now, kinds.REDIRECT, parcel, leg, slots[parcel + DAYS_PRESENTED])
        parcel = slots[parcel + NEXT]
    slots[courier + BANK] = bank
    slots[courier + TRAVEL] = travel_ms
    slots[courier + BOARD] = slots[courier + REJECTED]
    slots[courier + ON_BOARD] = slots[courier + REJECTIONS]
    slots[courier + REJECTED] = NONE
    slots[courier + LAST_REJECTED] = NONE
    slots[courier + REJECTIONS] = 0
    at(
        m,
        now + travel_ms,
        kinds.ARRIVAL,
        slots[courier + SITE],
        slots[courier + NUMBER],
        leg,
        courier,
    )
