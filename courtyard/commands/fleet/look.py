"""`courtyard fleet devices|show|firmware|quarantine|events`: what the manager knows.

Lives here: reading its journal, which it may be writing. Not here: tables (`courtyard.show`).
"""

from __future__ import annotations

import json
import time
from typing import Annotated, Any

import typer

from courtyard.commands.fleet.options import (
    DEFAULT_JOURNAL,
    DeviceName,
    Journal,
    read_states,
)
from courtyard.inputs import InputError
from courtyard.options import AsJson

READ_RECORDS = 1_000
"""Records read at a time."""

FOLLOW_S = 0.5
"""How often `--follow` looks for more."""


def devices(
    journal: Journal = DEFAULT_JOURNAL,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    group: Annotated[str | None, typer.Option(help="Only this group.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind.")] = None,
    presence: Annotated[str | None, typer.Option(help="Only in this presence.")] = None,
    alarmed: Annotated[bool, typer.Option("--alarmed", help="Only with an alarm up.")] = False,
    as_json: AsJson = False,
) -> int:
    """List devices: presence, firmware, alarms."""
    from fleet.core import views

    rows = [
        views.device_row(device)
        for device in views.devices(read_states(journal))
        if site in {None, device.site}
        and (group is None or group in device.groups)
        and kind in {None, device.kind}
        and presence in {None, device.presence}
        and (device.alarms or not alarmed)
    ]
    return _put(rows, as_json, ("site", "device", "kind", "presence", "heard_ms", "firmware",
                                "alarms", "lost", "quarantined"))  # fmt: skip


def show(device: DeviceName, journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """Show all that is known of one device; of a bank also what is lent to it."""
    from fleet.core import views
    from fleet.core.parcels.views import loan_rows

    found = [
        (d, state.parcels.banks.get(device))
        for state in read_states(journal)
        for d in state.devices.values()
        if d.key == device
    ]
    if not found:
        raise InputError(f"{device}: nobody has registered it")
    known, bank = found[0]
    page = views.device_page(known)
    if bank is not None:
        page["lent"] = loan_rows(bank)
    if as_json:
        typer.echo(json.dumps(page))
        return 0
    from courtyard.show.fleet.tables import print_page

    print_page({**page, "linkage": views.linkage_words(page["linkage"])})
    return 0


def health(journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """Ask the running manager how it is; 1 where a session is not connected."""
    import msgspec

    from fleet.service.control import ask_health

    found = ask_health(journal)
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
    else:
        from courtyard.show.fleet.tables import print_page

        print_page(msgspec.to_builtins(found))
    return 0 if found.connected == found.sessions else 1


def firmware(journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """List firmware: which version runs on how many devices, how far behind."""
    from fleet.core import views

    states = read_states(journal)
    now_ms = max((state.now_ms for state in states), default=0)
    rows = views.firmware_inventory(views.devices(states), now_ms)
    return _put(rows, as_json, ("model", "version", "devices", "behind", "days"))


def incidents(
    journal: Journal = DEFAULT_JOURNAL,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Also those that are over.")] = False,
    as_json: AsJson = False,
) -> int:
    """List incidents: what took devices away together, of several sites in one line."""
    from fleet.core import views

    rows = views.incidents(read_states(journal), site, closed=closed)
    return _put(rows, as_json, ("since_ms", "closed_ms", "devices", "causes", "sites", "incidents"))


def quarantine(
    journal: Journal = DEFAULT_JOURNAL,
    strangers: Annotated[
        bool, typer.Option("--strangers", help="Devices nobody has registered.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """List what was put aside last, with field and reason."""
    from fleet.core import views

    states = read_states(journal)
    if strangers:
        return _put(views.stranger_rows(states), as_json, ("device", "messages", "last_ms"))
    return _put(
        views.quarantine_rows(states), as_json, ("now_ms", "topic", "field", "reason", "size")
    )


def events(
    journal: Journal = DEFAULT_JOURNAL,
    device: Annotated[str | None, typer.Option(help="Only of SITE or SITE/DEVICE.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Go on as they come.")] = False,
    as_json: AsJson = False,
) -> int:
    """List what happened: presence, alarms, gaps, quarantine, requests and their ends."""
    from fleet.adapters.journal.opening import open_tail
    from fleet.core import views

    tail, position = open_tail(journal), 0
    try:
        while True:
            placed = tail.after(position, READ_RECORDS)
            for _, record in placed:
                for row in views.event_rows(record):
                    if device is None or (row["device"] + "/").startswith(device + "/"):
                        typer.echo(json.dumps(row) if as_json else _sentence(row))
            if placed:
                position = placed[-1].position
                continue
            if not follow:
                return 0
            time.sleep(FOLLOW_S)
    finally:
        tail.close()


def _sentence(row: dict[str, Any]) -> str:
    from courtyard.show.fleet.tables import moment

    known = ("now_ms", "partition", "sequence", "device", "event", "by")
    rest = " ".join(f"{k}={v}" for k, v in row.items() if k not in known and v not in ("", None))
    by = f" by {row['by']}" if row["by"] else ""
    return f"{moment(row['now_ms'])}  {row['device']}  {row['event']}{by}  {rest}".rstrip()


def _put(rows: list[dict[str, Any]], as_json: bool, columns: tuple[str, ...]) -> int:
    if as_json:
        typer.echo(json.dumps(rows))
    else:
        from courtyard.show.fleet.tables import print_rows

        print_rows(rows, columns)
    return 0
