"""`courtyard fleet register|retire|desire|command`: what people want of the manager.

Lives here: requests, put to the manager that runs on the journal, or, where none runs, committed to
the journal for the next one. Not here: what is granted (`fleet.core`).
"""

from __future__ import annotations

import getpass
import json
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.commands.fleet.options import DEFAULT_JOURNAL, DeviceName, Journal
from courtyard.commands.fleet.registrations import read_registrations
from courtyard.inputs import InputError
from courtyard.options import AsJson

if TYPE_CHECKING:
    from fleet.adapters.journal.address import JournalAddress
    from fleet.core.inputs import Request
    from fleet.service.control import Answer

GRANTED = 300
"""Statuses below it are good news, as in HTTP."""

Words = Annotated[
    list[str] | None, typer.Argument(metavar="[KEY=VALUE]…", help="Values as JSON, or words.")
]


def register(
    devices: Annotated[
        list[str], typer.Argument(metavar="SITE/DEVICE=KIND… or FILE", help="What to register.")
    ],
    journal: Journal = DEFAULT_JOURNAL,
    group: Annotated[list[str] | None, typer.Option(help="Groups they belong to.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="KEY=NUMBER, such as overflow_permille=900.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Make devices known. Columns of a CSV file: site, device, kind; perhaps groups, behind. A YAML
    file is one of sensors.
    """
    from fleet.core.inputs import Register

    numbers = {key: _number(key, value) for key, value in _pairs(settings or []).items()}
    requests: list[Request] = []
    for row in read_registrations(devices):
        groups = [*row.groups, *(group or [])]
        requests.append(
            Register("", getpass.getuser(), row.device, row.kind, groups, numbers, row.behind)
        )
    return tell(requests, ask(journal, requests), as_json)


def retire(device: DeviceName, journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """Take a device out of the registry; what it says then is quarantined."""
    from fleet.core.inputs import Retire

    requests: list[Request] = [Retire("", getpass.getuser(), device)]
    return tell(requests, ask(journal, requests), as_json)


def desire(
    device: DeviceName,
    version: Annotated[int, typer.Argument(help="The desired version you have seen.", min=0)],
    words: Words = None,
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Set the whole desired state of a device; refused (409) if somebody was faster."""
    from fleet.core.inputs import Desire

    values = _pairs(words or [])
    requests: list[Request] = [Desire("", getpass.getuser(), device, version, values)]
    return tell(requests, ask(journal, requests), as_json)


def command(
    device: DeviceName,
    name: Annotated[str, typer.Argument(help="open_door, lock_lid, report_now, restart.")],
    words: Words = None,
    command_id: Annotated[
        str | None, typer.Option("--id", help="The same id twice is one command.")
    ] = None,
    expires_s: Annotated[
        int, typer.Option(help="Seconds until it is too late.", min=1, max=604_800)
    ] = 60,
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Send a command, once; see `fleet show` for how it went."""
    import secrets

    from fleet.core.inputs import Order

    expires_ms = time.time_ns() // 1_000_000 + expires_s * 1_000
    requests: list[Request] = [
        Order(
            "",
            getpass.getuser(),
            device,
            command_id or f"cli-{secrets.token_hex(8)}",
            name,
            _pairs(words or []),
            expires_ms,
        )
    ]
    return tell(requests, ask(journal, requests), as_json)


def ask(journal: JournalAddress, requests: list[Request]) -> list[Answer]:
    """Put requests to whoever holds the journal."""
    from fleet.service.control import NobodyThere, ask_manager

    try:
        return ask_manager(journal, requests)
    except NobodyThere:
        return _commit(journal, requests)


def _commit(journal: JournalAddress, requests: list[Request]) -> list[Answer]:
    """Nobody runs: decide here, and leave effects to the next manager."""
    from devices.wire.topics import PARTITIONS, partition_of
    from fleet.adapters.journal.opening import open_journal
    from fleet.service.committing import Fleet
    from fleet.service.control import answer_of

    opened = open_journal(journal)
    try:
        fleet = Fleet(opened, range(PARTITIONS))
        placed = [(partition_of(r.device.partition("/")[0]), r) for r in requests]
        _, answers = fleet.commit((), placed, time.time_ns() // 1_000_000)
    finally:
        opened.close()
    return [answer_of(decided) for decided in answers]


def tell(requests: list[Request], answers: list[Answer], as_json: bool) -> int:
    """Say what became of requests; 1 where one was refused."""
    refused = [(r, a) for r, a in zip(requests, answers, strict=True) if a.status >= GRANTED]
    if as_json:
        rows = [
            {"device": r.device, "id": getattr(r, "name", ""), "status": a.status,
             "reason": a.reason, "decided": a.decided}
            for r, a in zip(requests, answers, strict=True)
        ]  # fmt: skip
        typer.echo(json.dumps(rows))
    else:
        for request, answer in refused:
            typer.echo(f"{request.device}: refused ({answer.status}): {answer.reason}", err=True)
        if granted := len(answers) - len(refused):
            names = {getattr(request, "name", "") for request in requests} - {""}
            typer.echo(f"{granted} granted" + "".join(f", id {name}" for name in sorted(names)))
    return 1 if refused else 0


def _pairs(words: list[str]) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise InputError(f"{word!r}: KEY=VALUE is expected")
        try:
            pairs[key] = json.loads(value)
        except ValueError:
            pairs[key] = value
    return pairs


def _number(key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError(f"--set {key}={value}: a whole number is expected")
    return value
