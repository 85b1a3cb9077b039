"""Breakdowns: components fail and are repaired, outages come and go.

Lives here: the events FAILURE and REPAIR. Not here: what is blocked (`compiled.faults.blocked`).
"""

from __future__ import annotations

from devices.models.bank import STUCK
from scenarios.behaviour.repair import repaired_at_ms
from scenarios.parts.faults import COLD_UNIT, DOOR, DOOR_BITS, MAINS, NETWORK, SENSOR, TERMINAL
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.cold.cells import mains_changed, unit_changed
from twin.engines.kernel.compiled.columns.faults import (
    BEGIN_OUTAGE,
    BEGIN_SITE,
    BEGIN_WIDTH,
    COMPONENT_SITE,
    COMPONENT_WIDTH,
    ENTITY,
    FAULT_BANK_WIDTH,
    FAULT_SITE_WIDTH,
    FIRST_BIN_OF,
    FIRST_COMPONENT,
    FIRST_OWN,
    FROM_CLOCK,
    MAINS_DOWN,
    NETWORK_DOWN,
    OUTAGE_FROM,
    OUTAGE_KIND,
    OUTAGE_TO,
    OUTAGE_WIDTH,
    REPAIR_WIDTH,
    RESPONSE,
    ROW,
    SHUT_SINCE,
    STOP_COMPONENT,
    STOP_OWN,
    STOP_ROW,
    TERMINAL_DOWN,
    TO_CLOCK,
)
from twin.engines.kernel.compiled.faults.blocked import causes_at
from twin.engines.kernel.compiled.faults.records import (
    record_compartment,
    record_component,
    record_door,
)
from twin.engines.kernel.compiled.memory import (
    BANK_WIDTH,
    CLASSES_AT,
    FREE_TOTAL,
    NONE,
    Memory,
)
from twin.engines.kernel.compiled.records import record_at_bank
from twin.engines.kernel.compiled.waste.agenda import insert, strike
from twin.eventlog.order import pack_key
from twin.world.faults.plan import KIND_SHIFT


def happen_to_component(
    m: Memory, now: int, kind: int, site: int, entity: int, ordinal: int
) -> None:
    """The first event of the agenda, a failure or a repair."""
    strike(m)
    if kind == kinds.FAILURE:
        fail(m, now, site, entity, ordinal)
    else:
        repair(m, now, site, entity, ordinal)


def enter_fault(m: Memory, time_ms: int, kind: int, site: int, entity: int, ordinal: int) -> None:
    """A failure or repair to come; beyond the horizon nothing happens."""
    if time_ms < m.rules.horizon_ms:
        insert(m, time_ms, pack_key(kind, site, entity, ordinal))


def enter_first_failures(m: Memory) -> None:
    """The first failure of every component, and the outages."""
    faults = m.faults
    for component in range(0, len(faults.components), COMPONENT_WIDTH):
        time_ms = faults.operating_ms[faults.components[component + ROW]]
        site, entity = (
            faults.components[component + COMPONENT_SITE],
            faults.components[component + ENTITY],
        )
        enter_fault(m, time_ms, kinds.FAILURE, site, entity, 0)
    for begin in range(0, len(faults.begins), BEGIN_WIDTH):
        number = faults.begins[begin + BEGIN_OUTAGE]
        outage = OUTAGE_WIDTH * number
        from_ms, to_ms = faults.outages[outage + OUTAGE_FROM], faults.outages[outage + OUTAGE_TO]
        if to_ms > from_ms:
            entity = faults.outages[outage + OUTAGE_KIND] << KIND_SHIFT
            site = faults.begins[begin + BEGIN_SITE]
            enter_fault(m, from_ms, kinds.FAILURE, site, entity, number + 1)


def component_of(m: Memory, site: int, entity: int) -> int:
    """Row of a component that fails at random, by bisection."""
    components = m.faults.components
    low = m.faults.sites[FAULT_SITE_WIDTH * site + FIRST_COMPONENT]
    high = m.faults.sites[FAULT_SITE_WIDTH * site + STOP_COMPONENT] - 1
    while low < high:
        middle = (low + high) >> 1
        if components[COMPONENT_WIDTH * middle + ENTITY] < entity:
            low = middle + 1
        else:
            high = middle
    return COMPONENT_WIDTH * int(low)


def fail_again(m: Memory, now: int, site: int, entity: int, component: int) -> None:
    """The next failure of a component that works since now."""
    faults = m.faults
    faults.components[component + ROW] += 1
    row = faults.components[component + ROW]
    if row < faults.components[component + STOP_ROW]:
        enter_fault(m, now + faults.operating_ms[row], kinds.FAILURE, site, entity, 0)


def fail(m: Memory, now: int, site: int, entity: int, ordinal: int) -> None:
    """A component fails, or an outage begins."""
    faults = m.faults
    kind = entity >> KIND_SHIFT
    if ordinal > 0:
        to_ms = faults.outages[OUTAGE_WIDTH * (ordinal - 1) + OUTAGE_TO]
    else:
        component = component_of(m, site, entity)
        rules = REPAIR_WIDTH * kind
        to_ms = repaired_at_ms(
            now,
            faults.repairs[rules + RESPONSE],
            faults.work_ms[faults.components[component + ROW]],
            faults.repairs[rules + FROM_CLOCK],
            faults.repairs[rules + TO_CLOCK],
        )
        if kind == DOOR:
            jam_one(m, now, site, entity, component, to_ms)
            return
    record_component(m, now, kinds.FAILURE, site, entity, ordinal, to_ms - now)
    enter_fault(m, to_ms, kinds.REPAIR, site, entity, ordinal)
    change(m, now, site, kind, entity & ((1 << KIND_SHIFT) - 1), 1)


def jam_one(m: Memory, now: int, site: int, entity: int, component: int, to_ms: int) -> None:
    """One of a bank's doors jams, unless it is jammed already."""
    faults = m.faults
    number = faults.sites[FAULT_SITE_WIDTH * site + FIRST_OWN] + (entity & ((1 << KIND_SHIFT) - 1))
    bank = BANK_WIDTH * int(number)
    classes_at = m.banks[bank + CLASSES_AT]
    first, stop = m.class_first[classes_at], m.class_first[classes_at + m.rules.classes]
    door = faults.door[faults.components[component + ROW]]
    position = int(first + (door * (stop - first) >> DOOR_BITS))
    fail_again(m, now, site, entity, component)
    if faults.repair_due[position] >= 0:
        return
    was_free = m.occupied[position] == 0
    m.occupied[position] |= STUCK
    faults.repair_due[position] = to_ms
    if was_free:
        m.free[classes_at + m.position_class[position]] -= 1
        m.banks[bank + FREE_TOTAL] -= 1
    record_door(m, now, kinds.FAILURE, bank, position, to_ms - now)
    if was_free:
        record_compartment(m, now, kinds.WITHDRAWN, bank, position)
    own = position - first_position(m, site)
    enter_fault(m, to_ms, kinds.REPAIR, site, (DOOR << KIND_SHIFT) | own, 0)


def first_position(m: Memory, site: int) -> int:
    """First position of a site."""
    number: int = m.faults.sites[FAULT_SITE_WIDTH * site + FIRST_OWN]
    return int(m.class_first[m.banks[BANK_WIDTH * number + CLASSES_AT]])


def bank_at(m: Memory, site: int, position: int) -> int:
    """The bank to which a position belongs."""
    bank = BANK_WIDTH * int(m.faults.sites[FAULT_SITE_WIDTH * site + FIRST_OWN])
    while position >= m.class_first[m.banks[bank + CLASSES_AT] + m.rules.classes]:
        bank += BANK_WIDTH
    return bank


def repair(m: Memory, now: int, site: int, entity: int, ordinal: int) -> None:
    """A component works again, or an outage is over."""
    kind, number = entity >> KIND_SHIFT, entity & ((1 << KIND_SHIFT) - 1)
    if kind == DOOR:
        position = first_position(m, site) + number
        if m.faults.repair_due[position] == now:
            free_door(m, now, bank_at(m, site, position), position)
        return
    record_component(m, now, kinds.REPAIR, site, entity, ordinal, 0)
    change(m, now, site, kind, number, -1)
    if ordinal == 0:
        fail_again(m, now, site, entity, component_of(m, site, entity))


def free_door(m: Memory, now: int, bank: int, position: int) -> None:
    """A jammed door works again."""
    m.faults.repair_due[position] = NONE
    m.occupied[position] &= ~STUCK
    is_free = m.occupied[position] == 0
    if is_free:
        size_class = m.banks[bank + CLASSES_AT] + m.position_class[position]
        m.free[size_class] += 1
        m.full_below[size_class] = min(m.full_below[size_class], position)
        m.banks[bank + FREE_TOTAL] += 1
    record_door(m, now, kinds.REPAIR, bank, position, 0)
    if is_free:
        record_compartment(m, now, kinds.RESTORED, bank, position)


def change(m: Memory, now: int, site: int, kind: int, number: int, step: int) -> None:
    """One reason more or less why a component does not work."""
    faults = m.faults
    row = FAULT_SITE_WIDTH * site
    first, stop = faults.sites[row + FIRST_OWN], faults.sites[row + STOP_OWN]
    if kind == MAINS:
        faults.sites[row + MAINS_DOWN] += step
    elif kind == NETWORK:
        faults.sites[row + NETWORK_DOWN] += step
    elif kind == TERMINAL:
        first += number
        stop = first + 1
        faults.banks[FAULT_BANK_WIDTH * first + TERMINAL_DOWN] += step
    elif kind == SENSOR:
        faults.silent[faults.sites[row + FIRST_BIN_OF] + number] += step
        return
    elif kind == COLD_UNIT:
        if m.rules.cold == 1:
            unit_changed(m, now, first + number, 1 if step < 0 else 0)
        return
    for bank in range(first, stop):
        notice(m, now, bank)
    if kind == MAINS and m.rules.cold == 1:
        mains_changed(m, now, site, 1 if step < 0 else 0)


def notice(m: Memory, now: int, number: int) -> None:
    """Write down that a bank shuts or opens again."""
    row, bank = FAULT_BANK_WIDTH * number + SHUT_SINCE, BANK_WIDTH * number
    causes, since_ms = causes_at(m, bank), m.faults.banks[row]
    if causes != 0 and since_ms == NONE:
        m.faults.banks[row] = now
        record_at_bank(m, now, kinds.SHUT, bank, 0, 0, 0, 0, 0, causes)
    elif causes == 0 and since_ms != NONE:
        m.faults.banks[row] = NONE
        record_at_bank(m, now, kinds.REOPENED, bank, 0, 0, 0, 0, 0, now - since_ms)
