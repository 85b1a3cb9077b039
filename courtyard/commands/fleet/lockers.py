"""`courtyard fleet furnish|block|lockers|parcels`: the books of banks.

Lives here: options, requests, rows. Not here: what is granted and chosen (`fleet.core`).
"""

from __future__ import annotations

import getpass
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.commands.fleet.ask import ask, tell
from courtyard.commands.fleet.options import (
    DEFAULT_JOURNAL,
    DeviceName,
    JournalFile,
    read_states,
)
from courtyard.inputs import InputError
from courtyard.options import AsJson

if TYPE_CHECKING:
    from fleet.core.inputs import Request


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
    journal: JournalFile = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Say which compartments a bank has, and by which rules the manager gives them out."""
    from fleet.core.inputs import Furnish

    quotas: dict[str, int] = {}
    for word in quota or []:
        company, equals, number = word.partition("=")
        if not equals or not number.isdecimal():
            raise InputError(f"--quota {word!r}: COMPANY=NUMBER is expected")
        quotas[company] = int(number)
    requests: list[Request] = [
        Furnish("", getpass.getuser(), bank, compartments, size_rule, pick_rule, reserve, quotas)
    ]
    return tell(requests, ask(journal, requests), as_json)


def block(
    bank: DeviceName,
    compartment: Annotated[int, typer.Argument(help="As on the door.", min=1)],
    reason: Annotated[str, typer.Option(help="Why, for the next who looks.")] = "",
    back: Annotated[bool, typer.Option("--back", help="It works again.")] = False,
    journal: JournalFile = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Take a compartment out of service, or back into it; a parcel in it stays."""
    from fleet.core.inputs import Block

    requests: list[Request] = [Block("", getpass.getuser(), bank, compartment, not back, reason)]
    return tell(requests, ask(journal, requests), as_json)


def lockers(
    journal: JournalFile = DEFAULT_JOURNAL,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    as_json: AsJson = False,
) -> int:
    """List banks: compartments by size class, free ones, what companies hold."""
    from fleet.core.parcels.views import bank_row

    rows = [
        bank_row(key, bank)
        for state in read_states(journal)
        for key, bank in state.parcels.banks.items()
        if site in {None, key.partition("/")[0]}
    ]
    rows.sort(key=lambda row: (row["site"], row["bank"]))
    return _put(rows, as_json, ("site", "bank", "compartments", "free", "out_of_service", "held"))


def parcels(
    bank: DeviceName,
    journal: JournalFile = DEFAULT_JOURNAL,
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
