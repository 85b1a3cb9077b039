"""`courtyard fleet orders`: work, whose it is, how far it is; the sheet of a month.

Lives here: reading the journal, requests to its manager. Not here: what is granted (`fleet.core`).
"""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.commands.fleet.options import DEFAULT_JOURNAL, Journal, read_states
from courtyard.commands.fleet.working.asking import ask_one, show_rows
from courtyard.options import AsJson

if TYPE_CHECKING:
    from fleet.adapters.journal.address import JournalAddress

app = typer.Typer(help="Work orders: list, open, move; the month.", invoke_without_command=True)

OrderName = Annotated[str, typer.Argument(metavar="SITE:NUMBER", help="An order.")]


@app.callback()
def list_orders(
    context: typer.Context,
    journal: Journal = DEFAULT_JOURNAL,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only of this owner.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Also those that have an end.")] = False,
    as_json: AsJson = False,
) -> None:
    """List work orders, what is due first on top."""
    if context.invoked_subcommand is not None:
        return
    from fleet.core.orders.shown import order_rows

    rows = [
        row
        for row in order_rows(read_states(journal), closed)
        if site in {None, row["order"].rpartition(":")[0]} and owner in {None, row["owner"]}
    ]
    show_rows(rows, as_json, ("order", "kind", "device", "alarm", "state", "owner", "who", "due_ms",
                          "escalated", "text"))  # fmt: skip


@app.command("open")
def open_order(
    place: Annotated[str, typer.Argument(metavar="SITE[/DEVICE]", help="Where.")],
    kind: Annotated[str, typer.Option(help="clean, inspect, repair, …")],
    text: Annotated[str, typer.Option(help="What is to be done.")] = "",
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Make a work order by hand."""
    from fleet.core.facts.orders import Work

    work = Work("", getpass.getuser(), place, "open", kind=kind, text=text)
    return ask_one(journal, work, as_json)


@app.command("acknowledge")
def acknowledge_order(
    order: OrderName, journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False
) -> int:
    """Take an order on."""
    return _move(journal, order, "acknowledge", as_json)


@app.command("start")
def start_order(
    order: OrderName, journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False
) -> int:
    """Say that somebody works on it."""
    return _move(journal, order, "start", as_json)


@app.command("done")
def done_order(
    order: OrderName, journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False
) -> int:
    """Say that it is done; where it has an alarm, its sensor closes it."""
    return _move(journal, order, "done", as_json)


@app.command("cancel")
def cancel_order(
    order: OrderName, journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False
) -> int:
    """Drop an order that no alarm made."""
    return _move(journal, order, "cancel", as_json)


@app.command("sheet")
def sheet(
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month.")],
    journal: Journal = DEFAULT_JOURNAL,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    as_json: AsJson = False,
) -> int:
    """Print the sheet of a month: orders by site, owner and kind, with mean times."""
    from fleet.core.orders.shown import sheet_rows

    show_rows(
        sheet_rows(read_states(journal), month, site), as_json,
        ("site", "owner", "kind", "opened", "closed", "escalated", "late", "reopened",
         "mean_acknowledge_min", "mean_close_min"),
    )  # fmt: skip
    return 0


def _move(journal: JournalAddress, order: str, act: str, as_json: bool) -> int:
    from fleet.core.facts.orders import Work

    site = order.rpartition(":")[0]
    return ask_one(journal, Work("", getpass.getuser(), site, act, order), as_json)
