"""Bins: what goes in and out of them, and the records about them.

Lives here: the state of a bin, and how a record about waste is filled in. Not here: who brings or
takes (`compiled.waste.drop_offs`, `compiled.waste.trucks`).
"""

from __future__ import annotations

from devices.physics.fill import above_brim_ml, fill_permille, volume_ml
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.memory import (
    ALARMED,
    BAGS_AT,
    BIN_NUMBER,
    BIN_POINT,
    BIN_WIDTH,
    BRIM,
    CAPACITY,
    COMPACTION,
    DENSITY,
    EMPTIED,
    LEVEL,
    MASS,
    NONE,
    PLACE_NUMBER,
    REACHED,
    SERVICE,
    SITE_WIDTH,
    VOLUME,
    Memory,
)
from twin.engines.kernel.compiled.records import write
from twin.eventlog.record import pack_place, pack_stream, pack_volume


def above_ml(m: Memory, number: int) -> int:
    """What stands above the brim of a bin."""
    row = BIN_WIDTH * number
    return above_brim_ml(m.waste.bins[row + VOLUME], m.waste.bins[row + CAPACITY])


def fill_of(m: Memory, number: int) -> int:
    """True fill level of a bin in per mille."""
    row = BIN_WIDTH * number
    return fill_permille(m.waste.bins[row + VOLUME], m.waste.bins[row + CAPACITY])


def fill_bin(m: Memory, now: int, number: int, mass_g: int) -> int:
    """A bag goes in; returns how much more stands above the brim, in mL."""
    bins = m.waste.bins
    row = BIN_WIDTH * number
    before_ml = above_ml(m, number)
    bins[row + MASS] += mass_g
    bins[row + VOLUME] = volume_ml(
        bins[row + MASS], bins[row + DENSITY], bins[row + CAPACITY], bins[row + COMPACTION]
    )
    m.waste.room_g[number] = bins[row + BRIM] - bins[row + MASS]
    level = m.waste.services[bins[row + SERVICE] + LEVEL]
    if level != NONE and bins[row + REACHED] < 0 and fill_of(m, number) >= level:
        bins[row + REACHED] = now
    return above_ml(m, number) - before_ml


def empty_bin(m: Memory, now: int, number: int) -> int:
    """The bin is emptied; returns the mass."""
    bins = m.waste.bins
    row = BIN_WIDTH * number
    mass_g: int = bins[row + MASS]
    bins[row + MASS] = 0
    bins[row + VOLUME] = 0
    bins[row + REACHED] = NONE
    bins[row + EMPTIED] = now
    bins[row + ALARMED] = 0
    m.waste.room_g[number] = bins[row + BRIM]
    return mass_g


def put_in(
    m: Memory, now: int, kind: int, site: int, number: int, position: int, ordinal: int, value: int
) -> None:
    """Bag `number` of a site goes into a bin, on top of it if need be."""
    bag = m.waste.sites[SITE_WIDTH * site + BAGS_AT] + number
    begins = 1
    if above_ml(m, position) > 0:
        begins = 0
    more_ml = fill_bin(m, now, position, m.waste.mass_g[bag])
    household = m.waste.household[bag]
    record_bin(m, now, kind, site, position, number, ordinal, household, value)
    if more_ml > 0:
        record_bin(m, now, kinds.OVERFLOW, site, position, number, begins, household, more_ml)


def record_bin(
    m: Memory, now: int, kind: int, site: int, position: int, entity: int, ordinal: int,
    household: int, value: int,
) -> None:  # fmt: skip
    """A record about a bin, `position` through the group, in the log of its site."""
    row = BIN_WIDTH * position
    record_waste(
        m, now, kind, site, entity, ordinal, m.waste.bins[row + BIN_POINT],
        m.waste.bins[row + BIN_NUMBER], m.waste.stream_of[position],
        m.waste.bins[row + VOLUME], household, value,
    )  # fmt: skip


def record_waste(
    m: Memory, now: int, kind: int, site: int, entity: int, ordinal: int, point: int, number: int,
    stream: int, in_bin_ml: int, household: int, value: int,
) -> None:  # fmt: skip
    """A record about waste; `point` is a row of `points`, `number` of the bin there (0 none)."""
    write(
        m, site, now, kind, entity, ordinal,
        pack_place(m.waste.points[point + PLACE_NUMBER], number), pack_stream(stream),
        pack_volume(in_bin_ml, household), value,
    )  # fmt: skip
