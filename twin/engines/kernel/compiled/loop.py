"""The run: what stands at the start, event after event, the end of every log.

Lives here: `run`, which goes on where it stopped and returns whenever the log, the slots or the
agenda are full, or a round is to be planned. Before an event it makes sure that there is room for
all that the event writes and takes. Lockers' events lie in the calendar, all others on the agenda;
whichever is first happens. Not here: what happens at an event.
"""

from __future__ import annotations

from fleet.policy.retention import reminder_at_ms
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.calendar import take_first
from twin.engines.kernel.compiled.cold.cells import start_cells, step
from twin.engines.kernel.compiled.counter.customers import happen_at_counter, place_counters
from twin.engines.kernel.compiled.couriers import arrive, present, schedule_visit
from twin.engines.kernel.compiled.faults.breakdowns import (
    enter_first_failures,
    happen_to_component,
)
from twin.engines.kernel.compiled.memory import (
    AGENDA_FULL,
    AGENDA_KEY,
    AGENDA_TIME,
    BANK_WIDTH,
    COOLING,
    DONE,
    ENDING,
    FINISHED,
    FREE_SLOT,
    FREE_TOTAL,
    HELD_BANK,
    HELD_COMPANY,
    HELD_NUMBER,
    HELD_POSITION,
    HELD_SINCE,
    HELD_SITE,
    HELD_SIZE,
    HELD_WIDTH,
    HOLDING,
    KEY,
    LOG_FULL,
    NONE,
    OVERDUE_AT,
    PHASE,
    PLACING,
    PROGRESS,
    RECORDS,
    REMINDERS,
    ROOM,
    ROUND_DUE,
    RUNNING,
    SHELVING,
    SLOTS_FULL,
    STARTING,
    TIME,
    TURNED_OVERDUE,
    USED_SLOTS,
    WHERE_WIDTH,
    Memory,
)
from twin.engines.kernel.compiled.parcels import collect_from_lobby
from twin.engines.kernel.compiled.records import record_at_bank, record_parcel, write
from twin.engines.kernel.compiled.slots import fill_in, take_slot
from twin.engines.kernel.compiled.stay import (
    collect,
    lay_in,
    plan_stay,
    remind,
    schedule_step,
    take_back,
    turn_overdue,
)
from twin.engines.kernel.compiled.waste.agenda import has_entry
from twin.engines.kernel.compiled.waste.points import happen_at_point, place_bins
from twin.engines.kernel.compiled.waste.rounds import has_list
from twin.eventlog.order import key_entity, key_kind, key_ordinal, key_site
from twin.eventlog.record import WIDTH, pack_attributes, pack_free


def run(m: Memory) -> int:
    """Go on until the end (DONE), until a round is to be planned, or until the log, the slots or
    the agenda are full.
    """
    if m.state[PHASE] == STARTING and not start(m):
        return LOG_FULL
    while m.state[PHASE] == HOLDING:
        full = what_is_full(m)
        if full != DONE:
            return full
        hold(m)
    if m.state[PHASE] == COOLING and not start_cells(m):
        return LOG_FULL
    if m.state[PHASE] == PLACING and not place_bins(m):
        return LOG_FULL
    if m.state[PHASE] == SHELVING and not place_counters(m):
        return LOG_FULL
    while m.state[PHASE] == RUNNING:
        full = what_is_full(m)
        if full != DONE:
            return full
        time_ms, key = m.waste.agenda[AGENDA_TIME], m.waste.agenda[AGENDA_KEY]
        slot = take_first(m, time_ms, key)
        if slot != NONE:
            happen(m, m.slots[slot + TIME], m.slots[slot + KEY], slot)
        elif time_ms == m.rules.horizon_ms:
            m.state[PHASE] = ENDING
            m.state[PROGRESS] = 0
        elif m.rules.rounds == 1 and key_kind(key) == kinds.ROUND and not has_list(m):
            return ROUND_DUE
        elif m.rules.cold == 1 and key_kind(key) == kinds.CELL_STEP:
            step(m, time_ms, key_site(key), key_entity(key))
        else:
            happen_on_agenda(m, time_ms, key)
    return LOG_FULL if m.state[PHASE] == ENDING and not end(m) else DONE


def happen_on_agenda(m: Memory, now: int, key: int) -> None:
    """The first event of the agenda."""
    kind = key_kind(key)
    if kinds.COUNTER_TAKE_BACK <= kind <= kinds.SHELVES or kind == kinds.COUNTER_COLLECTION:
        happen_at_counter(m, now, key)
    elif kind == kinds.FAILURE or kind == kinds.REPAIR:  # noqa: PLR1714 - one test is compiled
        happen_to_component(m, now, kind, key_site(key), key_entity(key), key_ordinal(key))
    else:
        happen_at_point(m, now, key)


def what_is_full(m: Memory) -> int:
    """What has no room for all that one event may write and take; DONE: nothing is full."""
    if not has_room(m):
        return LOG_FULL
    if not has_slot(m):
        return SLOTS_FULL
    if not has_entry(m):
        return AGENDA_FULL
    return DONE


def has_room(m: Memory) -> bool:
    """Whether the log takes all that one event may write."""
    records: int = m.state[RECORDS] + m.state[ROOM]
    return WIDTH * records <= len(m.log)


def has_slot(m: Memory) -> bool:
    """Whether one more slot can be taken."""
    return m.state[FREE_SLOT] != NONE or m.state[USED_SLOTS] < len(m.slots)  # type: ignore[no-any-return]


def happen(m: Memory, now: int, key: int, slot: int) -> None:
    """One event; `slot` is the parcel's, the courier's or the site's."""
    kind = key_kind(key)
    if kind == kinds.PRESENT:
        present(m, now, key_site(key), key_entity(key), slot)
    elif kind == kinds.COLLECTION:
        collect(m, now, slot)
    elif kind == kinds.REMINDER:
        remind(m, now, slot, key_ordinal(key))
    elif kind == kinds.OVERDUE:
        turn_overdue(m, now, slot)
    elif kind == kinds.ARRIVAL:
        arrive(m, now, key_site(key), key_entity(key), key_ordinal(key), slot)
    elif kind == kinds.TAKE_BACK:
        take_back(m, now, slot)
    elif kind == kinds.LOBBY_COLLECTION:
        collect_from_lobby(m, now, slot)


def start(m: Memory) -> bool:
    """Write what stands at the beginning: a record a bank and size class; False: log full."""
    classes = m.rules.classes
    while m.state[PROGRESS] < m.rules.banks * classes:
        if not has_room(m):
            return False
        number = m.state[PROGRESS] % classes
        bank = BANK_WIDTH * (m.state[PROGRESS] // classes)
        free = m.free[m.state[PROGRESS]]
        m.state[PROGRESS] += 1
        if number >= m.rules.sizes and free == 0:
            continue
        record_at_bank(
            m, m.rules.begin_ms, kinds.START, bank, number, 0, 0,
            pack_attributes(-1, number % m.rules.sizes, number // m.rules.sizes, -1),
            pack_free(free, m.banks[bank + FREE_TOTAL]), free,
        )  # fmt: skip
    m.state[PHASE] = HOLDING
    m.state[PROGRESS] = 0
    return True


def hold(m: Memory) -> None:
    """Lay in the next parcel held, or, when all lie, schedule the first visits."""
    held = m.held
    row = HELD_WIDTH * m.state[PROGRESS]
    if row == len(held):
        for site in range(m.rules.sites):
            schedule_visit(m, site, 0)
        enter_first_failures(m)
        m.state[PHASE] = COOLING
        m.state[PROGRESS] = 0
        return
    m.state[PROGRESS] += 1
    site, bank, deposited_ms = held[row + HELD_SITE], held[row + HELD_BANK], held[row + HELD_SINCE]
    parcel = take_slot(m)
    fill_in(
        m, parcel, WHERE_WIDTH * (m.rules.sites + site), site, held[row + HELD_NUMBER],
        held[row + HELD_SIZE], 0, held[row + HELD_COMPANY], bank,
    )  # fmt: skip
    lay_in(m, parcel, bank, held[row + HELD_POSITION], deposited_ms)
    record_parcel(m, m.rules.begin_ms, kinds.HELD, parcel, 0, deposited_ms)
    plan_stay(m, parcel)
    pass_reminders(m, parcel, deposited_ms)
    overdue_ms = m.slots[parcel + OVERDUE_AT]
    if overdue_ms != -1 and overdue_ms < m.rules.begin_ms:
        m.slots[parcel + TURNED_OVERDUE] = 1
    schedule_step(m, m.rules.begin_ms, parcel)


def pass_reminders(m: Memory, parcel: int, deposited_ms: int) -> None:
    """Reminders that were due before the run began have been sent."""
    after_ms = m.reminder_after_ms
    number = 0
    reminder_ms = reminder_at_ms(deposited_ms, after_ms, len(after_ms), number)
    while reminder_ms != -1 and reminder_ms < m.rules.begin_ms:
        number += 1
        reminder_ms = reminder_at_ms(deposited_ms, after_ms, len(after_ms), number)
    m.slots[parcel + REMINDERS] = number


def end(m: Memory) -> bool:
    """Write the end of every site's log; False: log full."""
    while m.state[PROGRESS] < m.rules.sites:
        if not has_room(m):
            return False
        write(m, m.state[PROGRESS], m.rules.horizon_ms, kinds.END, 0, 0, 0, 0, 0, 0)
        m.state[PROGRESS] += 1
    m.state[PHASE] = FINISHED
    return True
