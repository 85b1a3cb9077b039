"""What people and programs are shown of parcels: rows of plain values.

Lives here: open codes, leases, free compartments. Not here: tables, HTTP. Times are milliseconds
since 1970 UTC on the manager's clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from msgspec import to_builtins

from fleet.core.parcels.state import COLLECTING, HANDING, LYING, Bank, Lease, Parcels

_TO_COLLECT = frozenset({LYING, COLLECTING, HANDING})


def open_codes(parcels: Parcels, bank: str) -> Iterator[tuple[str, int]]:
    """Name and draw of every lease at a bank whose parcel can be collected."""
    books = parcels.banks.get(bank)
    if books is None:
        return
    for holder in books.holders:
        if holder:
            lease = parcels.leases[holder]
            if lease.stage in _TO_COLLECT:
                yield holder, lease.draw


def bank_row(key: str, bank: Bank) -> dict[str, Any]:
    """Compartments of a bank by size class: how many there are, how many are free."""
    site, _, device = key.partition("/")
    firsts = bank.class_first
    return {
        "site": site,
        "bank": device,
        "compartments": [b - a for a, b in pairwise(firsts)],
        "free": list(bank.free),
        "out_of_service": len(bank.blocked),
        "held": dict(bank.held),
        "quotas": dict(bank.quotas),
    }


def lease_row(lease: Lease, bank: Bank) -> dict[str, Any]:
    """Everything that is known of a lease; its compartment by number."""
    row: dict[str, Any] = to_builtins(lease)
    row["compartment"] = bank.numbers[row.pop("position")]
    return row
