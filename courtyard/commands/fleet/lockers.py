"""`courtyard fleet furnish|take-over|block|lockers|parcels`: the books of banks.

Lives here: options, requests, rows. Not here: what is granted and chosen (`fleet.core`).
"""

from __future__ import annotations

import datetime as dt
import getpass
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.commands.fleet.ask import ask, tell
from courtyard.commands.fleet.options import (
    DEFAULT_JOURNAL,
    DeviceName,
    Journal,
    read_states,
)
from courtyard.inputs import InputError
from courtyard.options import AsJson

if TYPE_CHECKING:
    from fleet.core.inputs import Request


MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
FEE_PARTS = 3

Holidays = Annotated[
    list[str] | None,
    typer.Option(metavar="DATE", help="A day on which no fee is added, as 2026-10-01; repeat."),
]
Sizes = Annotated[int, typer.Option(help="Classes of one temperature; 0: all are.", min=0)]
UtcOffset = Annotated[int, typer.Option(help="When days begin, east of UTC.", min=-720, max=840)]


def furnish(
    bank: DeviceName,
    compartments: Annotated[
        list[int], typer.Argument(help="Compartments of each size class, the smallest first.")
    ],
    size_rule: Annotated[str, typer.Option(help="own, upgrade or reserve.")] = "upgrade",
    pick_rule: Annotated[
        str, typer.Option(help="lowest_number, accessible or spread_wear.")
    ] = "lowest_number",
    reserve: Annotated[
        int, typer.Option(help="Larger compartments kept where the rule is reserve.", min=0)
    ] = 0,
    quota: Annotated[
        list[str] | None, typer.Option(help="COMPANY=NUMBER: most compartments it may hold.")
    ] = None,
    notify: Annotated[
        bool, typer.Option("--notify", help="We tell recipients, not their courier company.")
    ] = False,
    remind_h: Annotated[
        list[float] | None, typer.Option(help="Hours after which a reminder goes out.")
    ] = None,
    free_h: Annotated[float, typer.Option(help="Free hours; −1: no overdue rule.")] = -1,
    fee: Annotated[
        str, typer.Option(metavar="CENTS/HOURS/CAP", help="Then so much for so long, at most.")
    ] = "",
    holiday: Holidays = None,
    utc_offset_min: UtcOffset = 480,
    take_back_h: Annotated[float, typer.Option(help="Hours until take-back; −1: never.")] = -1,
    lend: Annotated[
        list[int] | None,
        typer.Option(help="Compartments of each class lent to the bank, for when it is cut off."),
    ] = None,
    lend_h: Annotated[float, typer.Option(help="Hours it goes on with them.")] = 36,
    sizes: Sizes = 0,
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Say which compartments a bank has, and by which rules the manager gives them out."""
    from fleet.core.inputs import Furnish
    from fleet.core.parcels.state import Retention

    quotas: dict[str, int] = {}
    for word in quota or []:
        company, equals, number = word.partition("=")
        if not equals or not number.isdecimal():
            raise InputError(f"--quota {word!r}: COMPANY=NUMBER is expected")
        quotas[company] = int(number)
    retention = Retention(
        remind_after_ms=[_hours(hours) for hours in remind_h or []],
        free_ms=_hours(free_h),
        take_back_ms=_hours(take_back_h),
        holidays_ms=sorted(_midnight_ms(date, utc_offset_min) for date in set(holiday or [])),
        **_fee(fee),
    )
    requests: list[Request] = [
        Furnish(
            "", getpass.getuser(), bank, compartments, size_rule, pick_rule, reserve, quotas,
            retention, notify, lend or [], _hours(lend_h), sizes,
        )
    ]  # fmt: skip
    return tell(requests, ask(journal, requests), as_json)


def take_over(
    bank: DeviceName,
    file: Annotated[
        Path,
        typer.Argument(
            help="JSON list: compartment, company, parcel, size, recipient, deposited (ISO, UTC)."
        ),
    ],
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Take over a bank in use: parcels that lie there since before we managed it."""
    from fleet.adapters.rulebook.lying_file import read_lying
    from fleet.core.inputs import TakeOver

    parcels = read_lying(file)
    requests: list[Request] = [TakeOver("", getpass.getuser(), bank, parcels)]
    return tell(requests, ask(journal, requests), as_json)


def _hours(hours: float) -> int:
    return -1 if hours < 0 else round(hours * HOUR_MS)


def _midnight_ms(date: str, utc_offset_min: int) -> int:
    """When a day begins, in Unix ms."""
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        raise InputError(f"--holiday {date!r}: a date as 2026-10-01 is expected") from None
    return (day - dt.date(1970, 1, 1)).days * DAY_MS - utc_offset_min * MINUTE_MS


def _fee(fee: str) -> dict[str, int]:
    if not fee:
        return {}
    parts = fee.split("/")
    if len(parts) != FEE_PARTS or not all(part.isdecimal() for part in parts):
        raise InputError(f"--fee {fee!r}: CENTS/HOURS/CAP is expected")
    cents, hours, cap = map(int, parts)
    return {"fee_cents": cents, "fee_step_ms": hours * HOUR_MS, "fee_cap_cents": cap}


def emergency(
    bank: DeviceName,
    lease: Annotated[str, typer.Argument(help="As in `fleet parcels`.")],
    reason: Annotated[str, typer.Option(help="Why; it stays in the audit.")],
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Open a compartment in an emergency, whoever holds it."""
    import secrets

    from fleet.core.inputs import OpenInNeed

    wish = f"need-{secrets.token_hex(6)}"
    requests: list[Request] = [OpenInNeed(wish, getpass.getuser(), bank, lease, reason)]
    return tell(requests, ask(journal, requests), as_json)


def report(
    bank: DeviceName,
    lease: Annotated[str, typer.Argument(help="As in `fleet parcels`.")],
    what: Annotated[str, typer.Argument(help="lost, damaged, stranded, misdelivered, settled.")],
    responsible: Annotated[str, typer.Option(help="Who must see to it.")] = "",
    within_h: Annotated[float, typer.Option(help="Until when.", min=0.01)] = 4,
    empty: Annotated[
        bool, typer.Option("--empty", help="Somebody looked: nothing is in the compartment.")
    ] = False,
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Say what is wrong with a parcel, who must see to it and until when; or that it is settled."""
    from fleet.core.inputs import Report

    deadline_ms = time.time_ns() // 1_000_000 + _hours(within_h)
    word = "" if what == "settled" else what
    requests: list[Request] = [
        Report("", getpass.getuser(), bank, lease, word, responsible, deadline_ms, empty)
    ]
    return tell(requests, ask(journal, requests), as_json)


def block(
    bank: DeviceName,
    compartment: Annotated[int, typer.Argument(help="As on the door.", min=1)],
    reason: Annotated[str, typer.Option(help="Why, for the next who looks.")] = "",
    back: Annotated[bool, typer.Option("--back", help="It works again.")] = False,
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Take a compartment out of service, or back into it; a parcel in it stays."""
    from fleet.core.inputs import Block

    requests: list[Request] = [Block("", getpass.getuser(), bank, compartment, not back, reason)]
    return tell(requests, ask(journal, requests), as_json)


def lockers(
    journal: Journal = DEFAULT_JOURNAL,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    as_json: AsJson = False,
) -> int:
    """List banks: compartments by size class, free ones, those lent to the bank and until when it
    goes on with them if it is cut off, what companies hold.
    """
    from fleet.core.parcels.views import bank_row

    rows = [
        bank_row(key, bank, state.devices[key].presence)
        for state in read_states(journal)
        for key, bank in state.parcels.banks.items()
        if site in {None, key.partition("/")[0]}
    ]
    rows.sort(key=lambda row: (row["site"], row["bank"]))
    columns = (
        "site", "bank", "presence", "compartments", "free", "lent", "lent_until_ms",
        "out_of_service", "held",
    )  # fmt: skip
    return _put(rows, as_json, columns)


def parcels(
    bank: DeviceName,
    journal: Journal = DEFAULT_JOURNAL,
    all_of_them: Annotated[
        bool, typer.Option("--all", help="Also those that left, as far as they are known.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """List the parcels of a bank: compartment, stage, who had which door opened when (--json)."""
    from fleet.core.parcels.views import lease_row

    for state in read_states(journal):
        books = state.parcels.banks.get(bank)
        if books is not None:
            rows = [
                lease_row(lease, books)
                for lease in state.parcels.leases.values()
                if lease.bank == bank and (all_of_them or not lease.ended)
            ]
            columns = ("lease", "compartment", "stage", "ended", "since_ms", "company", "parcel")
            return _put(rows, as_json, columns)
    raise InputError(f"{bank}: no bank that was furnished")


def _put(rows: list[dict[str, Any]], as_json: bool, columns: tuple[str, ...]) -> int:
    if as_json:
        typer.echo(json.dumps(rows))
        return 0
    from courtyard.show.fleet.tables import print_rows

    print_rows(rows, columns)
    return 0
