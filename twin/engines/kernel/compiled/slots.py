"""Slots: taking one for a courier or a parcel, giving it back, reading latent values.

Lives here: the free list and the rows of `where`. Not here: what becomes of a slot.
"""

from __future__ import annotations

from twin.engines.kernel.compiled.memory import (
    ATTRIBUTES,
    BANK,
    COMPANY,
    DAYS_PRESENTED,
    FIRST_BANK,
    FREE_SLOT,
    NEXT,
    NONE,
    NUMBER,
    PRESENTED,
    SITE,
    SIZE,
    SIZE_AT,
    SLOT_WIDTH,
    SOURCE,
    TEMPERATURE_AT,
    USED_SLOTS,
    WHERE_WIDTH,
    Memory,
)
from twin.eventlog.record import pack_attributes


def take_slot(m: Memory) -> int:
    """A free slot; there is one, see `compiled.loop`."""
    slot: int = m.state[FREE_SLOT]
    if slot == NONE:
        slot = m.state[USED_SLOTS]
        m.state[USED_SLOTS] = slot + SLOT_WIDTH
    else:
        m.state[FREE_SLOT] = m.slots[slot + NEXT]
    return slot


def give_back(m: Memory, slot: int) -> None:
    """The courier or parcel is gone."""
    m.slots[slot + NEXT] = m.state[FREE_SLOT]
    m.state[FREE_SLOT] = slot


def value_of(m: Memory, source: int, value_at: int, number: int) -> int:
    """Index of a parcel's latent value in its flat array; `source` is a row of `where`."""
    where = m.latents.where
    index: int = where[source + value_at] + where[source + value_at + 1] * number
    return index


def bring(m: Memory, site: int, number: int, company: int, first_bank: int) -> int:
    """A parcel of the trace appears; returns its slot."""
    source = WHERE_WIDTH * site
    size = int(m.latents.size[value_of(m, source, SIZE_AT, number)])
    temperature = int(m.latents.temperature[value_of(m, source, TEMPERATURE_AT, number)])
    parcel = take_slot(m)
    fill_in(m, parcel, source, site, number, size, temperature, company, first_bank)
    return parcel


def fill_in(
    m: Memory, parcel: int, source: int, site: int, number: int, size: int, temperature: int,
    company: int, first_bank: int,
) -> None:  # fmt: skip
    """Write what a parcel is into its slot."""
    slots = m.slots
    slots[parcel + SITE] = site
    slots[parcel + SOURCE] = source
    slots[parcel + NUMBER] = number
    slots[parcel + COMPANY] = company
    slots[parcel + FIRST_BANK] = first_bank
    slots[parcel + BANK] = first_bank
    slots[parcel + SIZE] = size
    slots[parcel + ATTRIBUTES] = pack_attributes(size, -1, temperature, company)
    slots[parcel + PRESENTED] = 0
    slots[parcel + DAYS_PRESENTED] = 0
