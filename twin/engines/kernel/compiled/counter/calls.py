"""Couriers with parcels that pass no locker: calls, parcels handed in, doors, lobbies.

Lives here: what a courier does there, and when a parcel's recipient will come. Not here: desks
(`compiled.counter.customers`).
"""

from __future__ import annotations

from fleet.policy.rejection import COUNTER, destination
from fleet.policy.retention import take_back_at_ms
from scenarios.behaviour.collection import planned_collection_ms
from scenarios.behaviour.opening import come_when_open_ms
from scenarios.parts.counters import TO_COUNTER, TO_HOME
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.columns.counters import (
    CALLS,
    CALLS_AT,
    FIRST_NUMBER,
    FIRST_OPEN,
    FIRSTS_AT,
    HAND_IN_MS,
    KEPT_ATTRIBUTES,
    KEPT_COUNTER,
    KEPT_HANDED,
    NEAREST,
    STOP_OPEN,
)
from twin.engines.kernel.compiled.counter.shelves import (
    counter_row,
    direct_row,
    enter_as,
    kept_row,
    of_site,
    opens_at,
    record_counter,
    record_elsewhere,
    record_kept,
    take_in,
)
from twin.engines.kernel.compiled.memory import (
    ATTRIBUTES,
    CLOCK_AT,
    DWELL_AT,
    NONE,
    NUMBER,
    SITE,
    WHERE_WIDTH,
    Memory,
)
from twin.engines.kernel.compiled.slots import value_of
from twin.engines.kernel.compiled.waste.agenda import strike
from twin.eventlog.record import pack_attributes
from twin.world.counter import desks as flags
from twin.world.counter.events import BY_CALL, OTHERWISE


def schedule_call(m: Memory, site: int, call: int) -> None:
    """One call a site waits; the next follows."""
    if call < of_site(m, site, CALLS):
        call_ms = m.counter.call_ms[of_site(m, site, CALLS_AT) + call]
        enter_as(m, call_ms, kinds.CALL, site, call, BY_CALL)


def call(m: Memory, now: int, site: int, number: int, ordinal: int) -> None:
    """A courier calls; at a closed counter he comes when it opens."""
    strike(m)
    if ordinal == BY_CALL:
        schedule_call(m, site, number + 1)
    row = of_site(m, site, CALLS_AT) + number
    way = int(m.counter.call_way[row])
    attributes = pack_attributes(-1, -1, 0, m.counter.call_company[row])
    if way == TO_COUNTER:
        counter = counter_row(m, site, m.counter.call_counter[row])
        opened_ms = opens_at(m, counter, now)
        if opened_ms > now:
            enter_as(m, opened_ms, kinds.CALL, site, number, OTHERWISE)
            return
        record_counter(m, now, kinds.CALL, site, number, way, counter, attributes, m.rules.park_ms)
    else:
        record_elsewhere(m, now, kinds.CALL, site, number, way, attributes, m.rules.park_ms)
    first = m.counter.call_first_parcel[of_site(m, site, FIRSTS_AT) + number]
    schedule_handing(m, now, site, number, first)


def schedule_handing(m: Memory, now: int, site: int, number: int, parcel: int) -> None:
    """Parcel `parcel` of the site's trace, of call `number`, is handed over after its time."""
    row = of_site(m, site, CALLS_AT) + number
    way = int(m.counter.call_way[row])
    kind, handing_ms = kinds.FLOOR, m.rules.floor_ms
    if way == TO_COUNTER:
        counter = counter_row(m, site, m.counter.call_counter[row])
        kind, handing_ms = kinds.HAND_IN, m.counter.counters[counter + HAND_IN_MS]
    elif way == TO_HOME:
        kind, handing_ms = kinds.DOOR, m.rules.door_ms
    entity = of_site(m, site, FIRST_NUMBER) + parcel
    enter_as(m, now + handing_ms, kind, site, entity, BY_CALL)


def call_of(m: Memory, site: int, number: int) -> int:
    """The call, within its site, that brings a parcel."""
    value: int = m.counter.call_of[direct_row(m, site, number)]
    return value


def go_on(m: Memory, now: int, site: int, number: int) -> None:
    """The call goes on with its next parcel, if it has one."""
    brought_by = call_of(m, site, number)
    parcel = number - of_site(m, site, FIRST_NUMBER) + 1
    stop = m.counter.call_first_parcel[of_site(m, site, FIRSTS_AT) + brought_by + 1]
    if parcel < stop:
        schedule_handing(m, now, site, brought_by, parcel)


def direct_attributes(m: Memory, site: int, number: int) -> int:
    """Attributes of a parcel that passes no locker."""
    row = direct_row(m, site, number)
    company = m.counter.call_company[of_site(m, site, CALLS_AT) + m.counter.call_of[row]]
    return pack_attributes(int(m.counter.size[row]), -1, int(m.counter.temperature[row]), company)


def keep(m: Memory, site: int, number: int) -> None:
    """A parcel that passes no locker will be at its call's counter."""
    parcel = kept_row(m, site, number)
    row = of_site(m, site, CALLS_AT) + call_of(m, site, number)
    m.counter.kept[parcel + KEPT_ATTRIBUTES] = direct_attributes(m, site, number)
    m.counter.kept[parcel + KEPT_COUNTER] = counter_row(m, site, m.counter.call_counter[row])


def take_over(m: Memory, now: int, slot: int) -> None:
    """A parcel that was meant for a locker goes to the site's nearest counter, if any."""
    site, number = m.slots[slot + SITE], m.slots[slot + NUMBER]
    counter = of_site(m, site, NEAREST)
    if counter == NONE:
        return
    parcel = kept_row(m, site, number)
    m.counter.kept[parcel + KEPT_ATTRIBUTES] = m.slots[slot + ATTRIBUTES]
    m.counter.kept[parcel + KEPT_COUNTER] = counter
    bring_in(m, now, site, number)


def bring_in(m: Memory, now: int, site: int, number: int) -> None:
    """A parcel comes to a counter otherwise than by a call, as soon as it is open."""
    counter = m.counter.kept[kept_row(m, site, number) + KEPT_COUNTER]
    enter_as(m, opens_at(m, counter, now), kinds.HAND_IN, site, number, OTHERWISE)


def hand_in(m: Memory, now: int, site: int, number: int, ordinal: int) -> None:
    """A parcel is put on the shelves of a counter, beside them, or into the fridge."""
    strike(m)
    if ordinal == BY_CALL:
        keep(m, site, number)
    parcel = kept_row(m, site, number)
    found = take_in(m, parcel)
    if ordinal == OTHERWISE:
        found += flags.ELSEWHERE_BEFORE
    m.counter.kept[parcel + KEPT_HANDED] = now
    counter = m.counter.kept[parcel + KEPT_COUNTER]
    hand_in_ms = m.counter.counters[counter + HAND_IN_MS]
    record_kept(m, now, kinds.HAND_IN, site, number, found, hand_in_ms)
    schedule_end(m, now, site, number, counter)
    if ordinal == BY_CALL:
        go_on(m, now, site, number)


def schedule_end(m: Memory, now: int, site: int, number: int, counter: int) -> None:
    """The one pending event of a parcel at a counter: whatever comes first."""
    rules = m.rules
    if number >= of_site(m, site, FIRST_NUMBER):
        row = direct_row(m, site, number)
        dwell_ms, clock_ms = m.counter.dwell_ms[row], m.counter.clock_ms[row]
    else:
        source = WHERE_WIDTH * site
        dwell_ms = m.latents.dwell_ms[value_of(m, source, DWELL_AT, number)]
        clock_ms = m.latents.clock_ms[value_of(m, source, CLOCK_AT, number)]
    wanted_ms = planned_collection_ms(
        now, dwell_ms, clock_ms, rules.first_weekday, rules.weekend_permille
    )
    first, stop = m.counter.counters[counter + FIRST_OPEN], m.counter.counters[counter + STOP_OPEN]
    come_ms = come_when_open_ms(
        wanted_ms, rules.first_weekday, m.counter.opens_ms[first:stop],
        m.counter.closes_ms[first:stop], stop - first,
    )  # fmt: skip
    back_ms = take_back_at_ms(now, rules.take_back_after_ms, rules.take_back_clock_ms)
    if back_ms != -1:
        back_ms = opens_at(m, counter, back_ms)
    if back_ms != -1 and back_ms <= come_ms:
        enter_as(m, back_ms, kinds.COUNTER_TAKE_BACK, site, number, 0)
    else:
        enter_as(m, come_ms, kinds.CUSTOMER, site, number, 0)


def ring(m: Memory, now: int, site: int, number: int) -> None:
    """A courier rings at a door; where nobody opens the parcel goes elsewhere."""
    strike(m)
    at_home = int(m.counter.at_home[direct_row(m, site, number)])
    attributes = direct_attributes(m, site, number)
    record_elsewhere(m, now, kinds.DOOR, site, number, at_home, attributes, m.rules.door_ms)
    if at_home == 0:
        place = destination(m.then, len(m.then), 0, 1, m.rules.delivery_days)
        if place == COUNTER and of_site(m, site, NEAREST) != NONE:
            keep(m, site, number)
            bring_in(m, now, site, number)
        else:
            lay_down(m, now, site, number, flags.ELSEWHERE_BEFORE, 0)
    go_on(m, now, site, number)


def leave(m: Memory, now: int, site: int, number: int) -> None:
    """A courier leaves a parcel in the lobby."""
    strike(m)
    lay_down(m, now, site, number, 0, m.rules.floor_ms)
    go_on(m, now, site, number)


def lay_down(m: Memory, now: int, site: int, number: int, found: int, courier_ms: int) -> None:
    """A parcel lies on the lobby floor until its recipient finds it."""
    attributes = direct_attributes(m, site, number)
    record_elsewhere(m, now, kinds.FLOOR, site, number, found, attributes, courier_ms)
    lobby_ms = m.counter.lobby_ms[direct_row(m, site, number)]
    enter_as(m, now + lobby_ms, kinds.FLOOR_COLLECTION, site, number, 0)


def collect_from_floor(m: Memory, now: int, site: int, number: int) -> None:
    """The recipient finds the parcel on the lobby floor."""
    strike(m)
    lobby_ms = m.counter.lobby_ms[direct_row(m, site, number)]
    attributes = direct_attributes(m, site, number)
    record_elsewhere(m, now, kinds.FLOOR_COLLECTION, site, number, 0, attributes, lobby_ms)
