"""`courtyard fleet alarms|orders|today|rules`: what is wrong, who goes there, how a site works.

Lives here: reading the journal, requests to its manager. Not here: what is granted (`fleet.core`).
"""

from __future__ import annotations

import getpass
import json
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.commands.fleet.ask import ask, put_requests
from courtyard.commands.fleet.options import (
    DEFAULT_JOURNAL,
    DeviceName,
    JournalFile,
    read_states,
)
from courtyard.options import AsJson

if TYPE_CHECKING:
    from fleet.core.inputs import Request

alarms = typer.Typer(help="Alarms: list them, acknowledge, shelve.", invoke_without_command=True)
orders = typer.Typer(help="Work orders: list, open, move; the month.", invoke_without_command=True)

HOUR_MS = 3_600_000

AlarmName = Annotated[str, typer.Argument(metavar="ALARM", help="Such as overflow or jammed:7.")]
OrderName = Annotated[str, typer.Argument(metavar="SITE:NUMBER", help="An order.")]
SiteOption = Annotated[str | None, typer.Option(help="Only this site.")]


@alarms.callback()
def list_alarms(
    context: typer.Context,
    journal: JournalFile = DEFAULT_JOURNAL,
    site: SiteOption = None,
    as_json: AsJson = False,
) -> None:
    """List alarms that are up and incidents that are not over, the most severe first."""
    if context.invoked_subcommand is not None:
        return
    from fleet.core.orders.shown import alarm_rows

    rows = [
        row
        for row in alarm_rows(read_states(journal))
        if site in {None, row["device"].partition("/")[0]}
    ]
    _show(rows, as_json, ("severity", "device", "alarm", "value", "since_ms", "acknowledged_by",
                          "shelved_until_ms", "order", "owner"))  # fmt: skip


@alarms.command("acknowledge")
def acknowledge_alarm(
    device: DeviceName,
    alarm: AlarmName,
    journal: JournalFile = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Say that you have seen it; its order is acknowledged with it."""
    from fleet.core.facts.alarms import Look

    return _ask(journal, Look("", getpass.getuser(), device, alarm, "acknowledge"), as_json)


@alarms.command("shelve")
def shelve_alarm(
    device: DeviceName,
    alarm: AlarmName,
    hours: Annotated[float, typer.Option(help="Until when it makes no work.", min=0.1, max=744)],
    journal: JournalFile = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Let an alarm make no work for some hours; it is made up for at the end."""
    from fleet.core.facts.alarms import Look

    until_ms = time.time_ns() // 1_000_000 + round(hours * HOUR_MS)
    return _ask(journal, Look("", getpass.getuser(), device, alarm, "shelve", until_ms), as_json)


@alarms.command("unshelve")
def unshelve_alarm(
    device: DeviceName,
    alarm: AlarmName,
    journal: JournalFile = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Take an alarm off the shelf before its end."""
    from fleet.core.facts.alarms import Look

    return _ask(journal, Look("", getpass.getuser(), device, alarm, "unshelve"), as_json)


@orders.callback()
def list_orders(
    context: typer.Context,
    journal: JournalFile = DEFAULT_JOURNAL,
    site: SiteOption = None,
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
    _show(rows, as_json, ("order", "kind", "device", "alarm", "state", "owner", "who", "due_ms",
                          "escalated", "text"))  # fmt: skip


@orders.command("open")
def open_order(
    place: Annotated[str, typer.Argument(metavar="SITE[/DEVICE]", help="Where.")],
    kind: Annotated[str, typer.Option(help="clean, inspect, repair, …")],
    text: Annotated[str, typer.Option(help="What is to be done.")] = "",
    journal: JournalFile = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Make a work order by hand."""
    from fleet.core.facts.orders import Work

    work = Work("", getpass.getuser(), place, "open", kind=kind, text=text)
    return _ask(journal, work, as_json)


@orders.command("acknowledge")
def acknowledge_order(
    order: OrderName, journal: JournalFile = DEFAULT_JOURNAL, as_json: AsJson = False
) -> int:
    """Take an order on."""
    return _move(journal, order, "acknowledge", as_json)


@orders.command("start")
def start_order(
    order: OrderName, journal: JournalFile = DEFAULT_JOURNAL, as_json: AsJson = False
) -> int:
    """Say that somebody works on it."""
    return _move(journal, order, "start", as_json)


@orders.command("done")
def done_order(
    order: OrderName, journal: JournalFile = DEFAULT_JOURNAL, as_json: AsJson = False
) -> int:
    """Say that it is done; where it has an alarm, its sensor closes it."""
    return _move(journal, order, "done", as_json)


@orders.command("cancel")
def cancel_order(
    order: OrderName, journal: JournalFile = DEFAULT_JOURNAL, as_json: AsJson = False
) -> int:
    """Drop an order that no alarm made."""
    return _move(journal, order, "cancel", as_json)


@orders.command("sheet")
def sheet(
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month.")],
    journal: JournalFile = DEFAULT_JOURNAL,
    site: SiteOption = None,
    as_json: AsJson = False,
) -> int:
    """Print the sheet of a month: orders by site, owner and kind, with mean times."""
    from fleet.core.orders.shown import sheet_rows

    _show(
        sheet_rows(read_states(journal), month, site), as_json,
        ("site", "owner", "kind", "opened", "closed", "escalated", "late", "reopened",
         "mean_acknowledge_min", "mean_close_min"),
    )  # fmt: skip
    return 0


def today(
    site: Annotated[str, typer.Argument(metavar="SITE", help="Whose staff.")],
    journal: JournalFile = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """List what the staff of a site have to do until this time tomorrow."""
    from fleet.core.orders.shown import today_rows

    states = read_states(journal)
    now_ms = max([time.time_ns() // 1_000_000, *(state.now_ms for state in states)])
    _show(today_rows(states, site, now_ms), as_json, ("due_ms", "what", "device", "owner", "why"))
    return 0


def rules(
    book: Annotated[str, typer.Argument(metavar="FILE.yaml|NAME", help="A rulebook.")],
    sites: Annotated[list[str], typer.Argument(metavar="SITE…", help="That work so from now on.")],
    journal: JournalFile = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Give sites their rules of alarms, chains of owners, rosters and plans, whole."""
    from fleet.adapters.rulebook.reading import configure, read_rulebook

    read = read_rulebook(book)
    requests: list[Request] = [configure(read, site, getpass.getuser()) for site in sites]
    return put_requests(requests, ask(journal, requests), as_json)


def _move(journal: Any, order: str, act: str, as_json: bool) -> int:
    from fleet.core.facts.orders import Work

    site = order.rpartition(":")[0]
    return _ask(journal, Work("", getpass.getuser(), site, act, order), as_json)


def _ask(journal: Any, request: Request, as_json: bool) -> int:
    return put_requests([request], ask(journal, [request]), as_json)


def _show(rows: list[dict[str, Any]], as_json: bool, columns: tuple[str, ...]) -> None:
    if as_json:
        typer.echo(json.dumps(rows))
    else:
        from courtyard.show.fleet.tables import print_rows

        print_rows(rows, columns)
