"""What people and programs are shown of parcels: rows of plain values.

Lives here: open codes, leases, free compartments. Not here: tables, HTTP. Times are milliseconds
since 1970 UTC on the manager's clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from msgspec.structs import asdict

from fleet.core.parcels.books import class_of
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


def bank_row(key: str, bank: Bank, presence: str) -> dict[str, Any]:
    """Compartments of a bank by size class: how many there are, are free, are lent to it.

    `lent_until_ms`: until when it goes on taking deposits if it is cut off, −1: not at all.
    `presence`: whether it is; `alone`: parcels that it has laid while it was.
    """
    site, _, name = key.partition("/")
    firsts = bank.class_first
    lent = [0] * len(bank.free)
    for loan in bank.loans.values():
        lent[class_of(bank, loan.position)] += 1
    return {
        "site": site,
        "bank": name,
        "presence": presence,
        "compartments": [b - a for a, b in pairwise(firsts)],
        "free": list(bank.free),
        "lent": lent,
        "lent_until_ms": max((loan.until_ms for loan in bank.loans.values()), default=-1),
        "alone": bank.alone,
        "out_of_service": len(bank.blocked),
        "held": dict(bank.held),
        "quotas": dict(bank.quotas),
    }


def loan_rows(bank: Bank) -> list[dict[str, Any]]:
    """What is lent to a bank, by number; `recalled`: the version that asks it back, 0: none."""
    return [
        {
            "compartment": bank.numbers[loan.position],
            "lease": loan.lease,
            "fence": loan.fence,
            "until_ms": loan.until_ms,
            "recalled": loan.recalled,
        }
        for loan in sorted(bank.loans.values(), key=lambda loan: loan.position)
    ]


def lease_row(lease: Lease, bank: Bank) -> dict[str, Any]:
    """Everything that is known of a lease; its compartment by number."""
    row = asdict(lease)
    row["compartment"] = bank.numbers[row.pop("position")]
    row["custody"] = [asdict(handling) for handling in lease.custody]
    row["trouble"] = None if lease.trouble is None else asdict(lease.trouble)
    return row


def settlement_rows(leases: Iterable[Lease], now_ms: int) -> list[dict[str, Any]]:
    """Company by company: parcels that lie, what became of others, hours of compartments, fees.

    Of parcels that left, those are counted that are still known; the journal has all of them.
    """
    rows: dict[str, dict[str, Any]] = {}
    for lease in leases:
        empty = {"company": lease.company, "held": 0, "ended": {}, "hours": 0.0, "fee_cents": 0}
        row = rows.setdefault(lease.company, empty)
        if lease.ended:
            row["ended"][lease.ended] = row["ended"].get(lease.ended, 0) + 1
        else:
            row["held"] += 1
        if lease.deposited_ms >= 0:
            until_ms = lease.since_ms if lease.ended else now_ms
            row["hours"] += (until_ms - lease.deposited_ms) / 3_600_000
        row["fee_cents"] += lease.fee_cents
    return [rows[company] for company in sorted(rows)]
