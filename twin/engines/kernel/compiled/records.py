"""What is written down: the record of each event, as the world writes it.

Lives here: the layout of records from slots. Not here: when they are written.
"""

from __future__ import annotations

from twin.engines.kernel.compiled.memory import (
    ATTRIBUTES,
    BANK,
    BANK_NUMBER,
    BANK_SITE,
    CLASSES_AT,
    COMPANY,
    FIRST_BANK,
    FREE_TOTAL,
    LEG,
    NUMBER,
    POSITION,
    RECORDS,
    SITE,
    Memory,
)
from twin.eventlog.record import GUEST_SHIFT, WIDTH, pack_attributes, pack_free, pack_place


def entity_at(m: Memory, bank: int, slot: int) -> int:
    """Number of a parcel or visit as a bank's site knows it: guests carry their home's rank."""
    home = m.slots[slot + SITE]
    if m.banks[bank + BANK_SITE] == home:
        return m.slots[slot + NUMBER]  # type: ignore[no-any-return]
    return ((home + 1) << GUEST_SHIFT) | m.slots[slot + NUMBER]  # type: ignore[no-any-return]


def record_parcel(m: Memory, now: int, kind: int, parcel: int, ordinal: int, value: int) -> None:
    """A record about a parcel in its compartment, in the log of the bank's site."""
    bank = m.slots[parcel + BANK]
    position = m.slots[parcel + POSITION]
    size_class = m.position_class[position]
    free = pack_free(m.free[m.banks[bank + CLASSES_AT] + size_class], m.banks[bank + FREE_TOTAL])
    if m.rules.cold == 1:
        size_class %= m.rules.sizes
    attributes = m.slots[parcel + ATTRIBUTES] | ((size_class + 1) << 8)
    number = m.position_number[position]
    entity = entity_at(m, bank, parcel)
    record_at_bank(m, now, kind, bank, entity, ordinal, number, attributes, free, value)


def record_courier(m: Memory, now: int, kind: int, courier: int, value: int) -> None:
    """A record about a courier at a terminal, in the log of the bank's site."""
    bank = m.slots[courier + BANK]
    record_at_bank(
        m, now, kind, bank, entity_at(m, bank, courier), m.slots[courier + LEG], 0,
        pack_attributes(-1, -1, 0, m.slots[courier + COMPANY]), 0, value,
    )  # fmt: skip


def record_outcome(m: Memory, now: int, kind: int, parcel: int, ordinal: int, value: int) -> None:
    """A record about a parcel outside compartments, at its first bank, in its home's log."""
    record_at_bank(
        m, now, kind, m.slots[parcel + FIRST_BANK], m.slots[parcel + NUMBER], ordinal, 0,
        m.slots[parcel + ATTRIBUTES], 0, value,
    )  # fmt: skip


def record_at_bank(
    m: Memory, now: int, kind: int, bank: int, entity: int, ordinal: int, compartment: int,
    attributes: int, free: int, value: int,
) -> None:  # fmt: skip
    """A record of a bank, in the log of its site."""
    place = pack_place(m.banks[bank + BANK_NUMBER], compartment)
    site = m.banks[bank + BANK_SITE]
    write(m, site, now, kind, entity, ordinal, place, attributes, free, value)


def write(
    m: Memory, site: int, time_ms: int, kind: int, entity: int, ordinal: int, place: int,
    attributes: int, free: int, value: int,
) -> None:  # fmt: skip
    """Add one record to the log; there is room, see `compiled.loop`."""
    log = m.log
    n = m.state[RECORDS]
    row = WIDTH * n
    log[row] = time_ms
    log[row + 1] = kind
    log[row + 2] = entity
    log[row + 3] = ordinal
    log[row + 4] = place
    log[row + 5] = attributes
    log[row + 6] = free
    log[row + 7] = value
    if m.rules.sites > 1:
        m.log_site[n] = site
    m.state[RECORDS] = n + 1
