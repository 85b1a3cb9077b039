"""What is written down: the record of each event, as the world writes it.

Lives here: the layout of records from slots. Not here: when they are written.
"""

from __future__ import annotations

from twin.engines.kernel.compiled.memory import (
    ATTRIBUTES,
    BANK,
    BANK_NUMBER,
    BANK_SITE,
    COMPANY,
    DOOR_CLASS,
    DOOR_NUMBER,
    FIRST_BANK,
    FREE_TOTAL,
    LEG,
    NUMBER,
    POSITION,
    RECORDS,
    SITE,
    Memory,
)
from twin.eventlog.record import GUEST_SHIFT, pack_attributes, pack_free, pack_place


def entity_at(m: Memory, bank: int, slot: int) -> int:
    """Number of a parcel or visit as a bank's site knows it: guests carry their home's rank."""
    home = m.slots[slot, SITE]
    if m.banks[bank, BANK_SITE] == home:
        return m.slots[slot, NUMBER]  # type: ignore[no-any-return]
    return ((home + 1) << GUEST_SHIFT) | m.slots[slot, NUMBER]  # type: ignore[no-any-return]


def record_parcel(m: Memory, now: int, kind: int, parcel: int, ordinal: int, value: int) -> None:
    """A record about a parcel in its compartment, in the log of the bank's site."""
    bank = m.slots[parcel, BANK]
    position = m.slots[parcel, POSITION]
    size_class = m.doors[position, DOOR_CLASS]
    record_at_bank(
        m, now, kind, bank, entity_at(m, bank, parcel), ordinal, m.doors[position, DOOR_NUMBER],
        m.slots[parcel, ATTRIBUTES] | ((size_class + 1) << 8),
        pack_free(m.free[bank * m.rules.classes + size_class], m.banks[bank, FREE_TOTAL]), value,
    )  # fmt: skip


def record_courier(m: Memory, now: int, kind: int, courier: int, value: int) -> None:
    """A record about a courier at a terminal, in the log of the bank's site."""
    bank = m.slots[courier, BANK]
    record_at_bank(
        m, now, kind, bank, entity_at(m, bank, courier), m.slots[courier, LEG], 0,
        pack_attributes(-1, -1, 0, m.slots[courier, COMPANY]), 0, value,
    )  # fmt: skip


def record_outcome(m: Memory, now: int, kind: int, parcel: int, ordinal: int, value: int) -> None:
    """A record about a parcel outside compartments, at its first bank, in its home's log."""
    record_at_bank(
        m, now, kind, m.slots[parcel, FIRST_BANK], m.slots[parcel, NUMBER], ordinal, 0,
        m.slots[parcel, ATTRIBUTES], 0, value,
    )  # fmt: skip


def record_at_bank(
    m: Memory, now: int, kind: int, bank: int, entity: int, ordinal: int, compartment: int,
    attributes: int, free: int, value: int,
) -> None:  # fmt: skip
    """A record of a bank, in the log of its site."""
    place = pack_place(m.banks[bank, BANK_NUMBER], compartment)
    site = m.banks[bank, BANK_SITE]
    write(m, site, now, kind, entity, ordinal, place, attributes, free, value)


def write(
    m: Memory, site: int, time_ms: int, kind: int, entity: int, ordinal: int, place: int,
    attributes: int, free: int, value: int,
) -> None:  # fmt: skip
    """Add one record to the log; there is room, see `compiled.loop`."""
    log = m.log
    n = m.state[RECORDS]
    log[n, 0] = time_ms
    log[n, 1] = kind
    log[n, 2] = entity
    log[n, 3] = ordinal
    log[n, 4] = place
    log[n, 5] = attributes
    log[n, 6] = free
    log[n, 7] = value
    if m.rules.sites > 1:
        m.log_site[n] = site
    m.state[RECORDS] = n + 1
