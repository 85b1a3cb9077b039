"""Records about components, doors and compartments that are withdrawn.

Lives here: how they are filled in, as `twin.world.faults.scribe` does. Not here: when they are
written.
"""

from __future__ import annotations

from scenarios.parts.faults import COLD_UNIT, DOOR, TERMINAL
from twin.engines.kernel.compiled.columns.faults import (
    FAULT_SITE_WIDTH,
    FIRST_OWN,
)
from twin.engines.kernel.compiled.memory import (
    BANK_SITE,
    BANK_WIDTH,
    CLASSES_AT,
    FREE_TOTAL,
    Memory,
)
from twin.engines.kernel.compiled.records import record_at_bank, write
from twin.eventlog.record import NO_PLACE, pack_attributes, pack_free, pack_place
from twin.world.faults.plan import KIND_SHIFT


def record_component(
    m: Memory, now: int, kind: int, site: int, entity: int, ordinal: int, value: int
) -> None:
    """Mains, network, a terminal or a sensor."""
    what, number = entity >> KIND_SHIFT, entity & ((1 << KIND_SHIFT) - 1)
    place = pack_place(NO_PLACE, 0)
    if what in (TERMINAL, COLD_UNIT):
        place = pack_place(number, 0)
    write(m, site, now, kind, entity, ordinal, place, 0, 0, value)


def record_door(m: Memory, now: int, kind: int, bank: int, position: int, value: int) -> None:
    """A door, jammed or free."""
    entity = (DOOR << KIND_SHIFT) | own_position(m, bank, position)
    record_at_compartment(m, now, kind, bank, position, entity, value)


def record_compartment(m: Memory, now: int, kind: int, bank: int, position: int) -> None:
    """A compartment that is free no more, or again."""
    record_at_compartment(m, now, kind, bank, position, own_position(m, bank, position), 0)


def own_position(m: Memory, bank: int, position: int) -> int:
    """Position at the site."""
    site = m.banks[bank + BANK_SITE]
    first: int = m.faults.sites[FAULT_SITE_WIDTH * site + FIRST_OWN]
    return position - int(m.class_first[m.banks[BANK_WIDTH * first + CLASSES_AT]])


def record_at_compartment(
    m: Memory, now: int, kind: int, bank: int, position: int, entity: int, value: int
) -> None:
    """A record about a compartment without a parcel."""
    number = m.position_class[position]
    free = pack_free(m.free[m.banks[bank + CLASSES_AT] + number], m.banks[bank + FREE_TOTAL])
    temperature, size_class = number // m.rules.sizes, number % m.rules.sizes
    record_at_bank(
        m, now, kind, bank, entity, 0, m.position_number[position],
        pack_attributes(-1, size_class, temperature, -1), free, value,
    )  # fmt: skip
