"""The record: eight int64 fields, one cache line.

Lives here: the layout of a log record, packing and unpacking of its compound fields, and the
named columns that a log file shows. Not here: who writes or reads records.

    time_ms      milliseconds since the run's first midnight
    kind         `twin.eventlog.events.Kind`
    entity       parcel or visit number within its home site; a guest from a coupled site carries
                 the rank (1 …) of its home site among the coupled ones above bit 40
    ordinal      times presented, leg, number of the reminder: see the event table
    place        bank number within the site and compartment number (1 …; 0 none)
    attributes   parcel size, compartment's size class, temperature, stream, company
    free         free compartments after the event: of the compartment's class, and of the bank
    value        see the event table

Waste points are places of a site like its banks, numbered after them; their bins have numbers like
compartments. In records about them (`WASTE_KINDS`) `attributes` holds the stream alone, and `free`
the true volume in the bin in mL (after the event; of an emptying before it) and, of a bag, the
opaque index of the household.

In records about cold cells (`CELL_KINDS`) `free` holds the temperatures of product and air. A cell
has the number of its compartment, as size class and temperature class those it is built for.

A record holds no run-wide index: banks and entities count within their site.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Records = npt.NDArray[np.int64]
"""Records as an array of shape (n, 8)."""

FIELDS = ("time_ms", "kind", "entity", "ordinal", "place", "attributes", "free", "value")
WIDTH = len(FIELDS)
TIME, KIND, ENTITY, ORDINAL, PLACE, ATTRIBUTES, FREE, VALUE = range(WIDTH)

GUEST_SHIFT = 40
NO_PLACE = -1

ZERO_MC = 273_150
"""0 °C above absolute zero, in mK."""


def pack_place(bank: int, compartment: int) -> int:
    """Bank number within the site (≥ 0) and compartment number (0 none, else 1 …)."""
    return (bank << 32) | compartment


def pack_attributes(size: int, size_class: int, temperature: int, company: int) -> int:
    """Parcel size, compartment class and company; −1 = none (stored as 0). Stream: bits 20–23."""
    return (size + 1) | ((size_class + 1) << 8) | (temperature << 16) | ((company + 1) << 24)


def temperature_in(attributes: int) -> int:
    """Temperature class of packed attributes."""
    return (attributes >> 16) & 0xF


def pack_stream(stream: int) -> int:
    """Attributes of a record about waste: the stream's index, −1 = none (stored as 0)."""
    return (stream + 1) << 20


def pack_volume(volume_ml: int, household: int) -> int:
    """`free` of a record about waste: volume in the bin, and the index of the household."""
    return (household << 32) | volume_ml


def pack_free(free_of_class: int, free_of_bank: int) -> int:
    """Free compartments of the class and of the bank, after the event."""
    return (free_of_bank << 32) | free_of_class


def pack_temperatures(product_uc: int, air_uc: int) -> int:
    """`free` of a record about a cold cell: product and air, each in whole mK above absolute 0."""
    return ((product_uc // 1000 + ZERO_MC) << 32) | (air_uc // 1000 + ZERO_MC)


def product_mc_of(records: Records) -> Records:
    """Temperature of the product in m°C, of a record about a cold cell."""
    return (records[:, FREE] >> 32) - ZERO_MC


def air_mc_of(records: Records) -> Records:
    """Temperature of the air in m°C, of a record about a cold cell."""
    return (records[:, FREE] & 0xFFFFFFFF) - ZERO_MC


def bank_of(records: Records) -> Records:
    """Bank number within the site."""
    return records[:, PLACE] >> 32


def compartment_of(records: Records) -> Records:
    """Compartment number, 0 none."""
    return records[:, PLACE] & 0xFFFFFFFF


def size_of(records: Records) -> Records:
    """Parcel size class, −1 none or oversize."""
    return (records[:, ATTRIBUTES] & 0xFF) - 1


def class_of(records: Records) -> Records:
    """Size class of the compartment, −1 none."""
    return ((records[:, ATTRIBUTES] >> 8) & 0xFF) - 1


def temperature_of(records: Records) -> Records:
    """Temperature class, 0 ambient."""
    return (records[:, ATTRIBUTES] >> 16) & 0xF


def company_of(records: Records) -> Records:
    """Courier company index, −1 unknown."""
    return (records[:, ATTRIBUTES] >> 24) - 1


def stream_of(records: Records) -> Records:
    """Index of the stream of waste, −1 none."""
    return ((records[:, ATTRIBUTES] >> 20) & 0xF) - 1


def volume_ml_of(records: Records) -> Records:
    """True volume in the bin, of a record about waste."""
    return records[:, FREE] & 0xFFFFFFFF


def household_of(records: Records) -> Records:
    """Index of the household, of a record about a bag."""
    return records[:, FREE] >> 32


def free_of_class(records: Records) -> Records:
    """Free compartments of the class after the event."""
    return records[:, FREE] & 0xFFFFFFFF


def free_of_bank(records: Records) -> Records:
    """Free compartments of the bank after the event."""
    return records[:, FREE] >> 32


def unpacked(records: Records) -> dict[str, Records]:
    """Named columns for a log file; lossless (guests keep their rank in `guest_of`)."""
    return {
        "time_ms": records[:, TIME],
        "kind": records[:, KIND],
        "entity": records[:, ENTITY] & ((1 << GUEST_SHIFT) - 1),
        "guest_of": records[:, ENTITY] >> GUEST_SHIFT,
        "ordinal": records[:, ORDINAL],
        "bank": bank_of(records),
        "compartment": compartment_of(records),
        "size": size_of(records),
        "size_class": class_of(records),
        "temperature": temperature_of(records),
        "stream": (records[:, ATTRIBUTES] >> 20) & 0xF,
        "company": company_of(records),
        "free_of_class": free_of_class(records),
        "free_of_bank": free_of_bank(records),
        "value": records[:, VALUE],
    }
