"""`courtyard fleet alarms`: what is wrong, and what people say to it.

Lives here: reading the journal, requests to its manager. Not here: what is granted (`fleet.core`).
"""

from __future__ import annotations

import getpass
import time
from typing import Annotated

import typer

from courtyard.commands.fleet.options import DEFAULT_JOURNAL, DeviceName, Journal, read_states
from courtyard.commands.fleet.working.asking import ask_one, show_rows
from courtyard.options import AsJson

app = typer.Typer(help="Alarms: list them, acknowledge, shelve.", invoke_without_command=True)

HOUR_MS = 3_600_000

AlarmName = Annotated[str, typer.Argument(metavar="ALARM", help="Such as overflow or jammed:7.")]


@app.callback()
def list_alarms(
    context: typer.Context,
    journal: Journal = DEFAULT_JOURNAL,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
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
    show_rows(rows, as_json, ("severity", "device", "alarm", "value", "since_ms", "acknowledged_by",
                          "shelved_until_ms", "order", "owner"))  # fmt: skip


@app.command("acknowledge")
def acknowledge_alarm(
    device: DeviceName,
    alarm: AlarmName,
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Say that you have seen it; its order is acknowledged with it."""
    from fleet.core.facts.alarms import Look

    return ask_one(journal, Look("", getpass.getuser(), device, alarm, "acknowledge"), as_json)


@app.command("shelve")
def shelve_alarm(
    device: DeviceName,
    alarm: AlarmName,
    hours: Annotated[float, typer.Option(help="Until when it makes no work.", min=0.1, max=744)],
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Let an alarm make no work for some hours; it is made up for at the end."""
    from fleet.core.facts.alarms import Look

    until_ms = time.time_ns() // 1_000_000 + round(hours * HOUR_MS)
    return ask_one(journal, Look("", getpass.getuser(), device, alarm, "shelve", until_ms), as_json)


@app.command("unshelve")
def unshelve_alarm(
    device: DeviceName,
    alarm: AlarmName,
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Take an alarm off the shelf before its end."""
    from fleet.core.facts.alarms import Look

    return ask_one(journal, Look("", getpass.getuser(), device, alarm, "unshelve"), as_json)
