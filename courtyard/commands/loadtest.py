"""`courtyard loadtest …`: what a manager on this machine can take, with a ledger.

Lives here: options. Not here: the tests (`fleet.loadtest`).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer

from courtyard.inputs import InputError
from courtyard.live.ending import ended_once
from courtyard.options import AsJson

if TYPE_CHECKING:
    from fleet.adapters.journal.address import JournalAddress

app = typer.Typer(help="Load tests: a real manager, a real broker, a ledger of every message.")

FULL_SPEED_PER_S = 20_000
"""Messages for each second asked for, where no rate is given: how long they take is the result."""


@app.callback()
def loadtest() -> None:
    """Load tests: a real manager, a real broker, a ledger of every message."""


@app.command("ingest")
def ingest(
    broker: Annotated[
        str, typer.Option(help="mqtt://HOST[:PORT]; default: a Mosquitto of its own.")
    ] = "",
    devices: Annotated[int, typer.Option(help="Devices that speak.", min=1, max=100_000)] = 1_000,
    rate: Annotated[
        float, typer.Option(help="Messages a second; 0: as fast as it goes.", min=0, max=1e6)
    ] = 0.0,
    seconds: Annotated[int, typer.Option(help="About how long.", min=1, max=86_400)] = 10,
    baseline: Annotated[
        bool, typer.Option(help="Measure mosquitto_sub -q 1 on the same broker, too.")
    ] = True,
    replay: Annotated[
        bool, typer.Option("--replay", help="Decide again on the whole journal, and compare.")
    ] = False,
    client: Annotated[str, typer.Option(help="The manager's: framed or aiomqtt.")] = "framed",
    journal: Annotated[
        str, typer.Option(help="postgresql://…, an empty database; default: a file of its own.")
    ] = "",
    keep: Annotated[Path | None, typer.Option(help="Folder to keep the journal in.")] = None,
    as_json: AsJson = False,
) -> int:
    """Publish to one manager; 1 where a message is missing or stored twice."""
    from fleet.loadtest.ingest import Ingest, as_document, run_ingest
    from fleet.loadtest.plan import Load

    total = (rate or FULL_SPEED_PER_S) * seconds
    load = Load(devices, max(1, round(total / devices)), rate)
    command = [sys.executable, "-c", _PROGRAM, "fleet", "serve", "--client", client]
    with ended_once(), TemporaryDirectory(prefix="courtyard-loadtest-") as temporary:
        folder = keep or Path(temporary)
        result = run_ingest(
            Ingest(load, command, folder, broker, baseline, replay, journal=_database(journal))
        )
    document = as_document(result)
    _show(document, as_json)
    whole = result.missing == 0 and result.doubled == 0 and result.replay_same is not False
    return 0 if whole else 1


@app.command("allocation")
def allocation(
    via: Annotated[str, typer.Option(help="core, broker or http.")] = "core",
    broker: Annotated[
        str, typer.Option(help="mqtt://HOST[:PORT]; default: a Mosquitto of its own.")
    ] = "",
    rate: Annotated[
        float, typer.Option(help="Wishes a second, open loop; 0: full speed.", min=0, max=1e6)
    ] = 0.0,
    seconds: Annotated[int, typer.Option(help="About how long.", min=1, max=86_400)] = 4,
    banks: Annotated[int, typer.Option(help="Banks, via a manager.", min=1, max=10_000)] = 64,
    kills: Annotated[
        int, typer.Option(help="kill -9 of the manager at random moments.", min=0, max=1_000)
    ] = 0,
    lost: Annotated[
        int, typer.Option(help="Orders, or answers, lost, of 1,000.", min=0, max=900)
    ] = 0,
    doubled: Annotated[int, typer.Option(help="Messages sent twice, of 1,000.", min=0)] = 0,
    cuts: Annotated[
        int, typer.Option(help="Connections of banks cut for seconds, via a broker.", min=0)
    ] = 0,
    baseline: Annotated[bool, typer.Option(help="Measure pgbench -c 16, too.")] = True,
    keep: Annotated[Path | None, typer.Option(help="Folder to keep the journal in.")] = None,
    as_json: AsJson = False,
) -> int:
    """Lease compartments at full speed; 1 where one was given twice or a door opened twice."""
    from fleet.loadtest.allocation.running import (
        Allocation,
        Via,
        as_document,
        run_allocation,
    )

    if cuts and via != "broker":
        raise InputError(f"--cuts = {cuts}: only via a broker")
    if via not in get_args(Via):
        raise InputError(f"--via = {via!r}: must be one of {', '.join(get_args(Via))}")
    command = [sys.executable, "-c", _PROGRAM, "fleet", "serve"]
    with ended_once(), TemporaryDirectory(prefix="courtyard-loadtest-") as temporary:
        Path(temporary).chmod(0o755)
        test = Allocation(
            cast("Via", via), keep or Path(temporary), command, _tokens, rate, seconds, banks,
            broker=broker, with_baseline=baseline, kills=kills, lost_permille=lost,
            doubled_permille=doubled, cuts=cuts,
        )  # fmt: skip
        result = run_allocation(test)
    _show(as_document(result), as_json)
    return 0 if result.is_whole else 1


def _tokens(journal: Path, count: int) -> list[str]:
    """Of so many companies, for the manager of a journal."""
    from fleet.api.access.tokens import Tokens, tokens_path

    tokens, now_ms = Tokens(tokens_path(journal)), time.time_ns() // 1_000_000
    return [tokens.add(f"c{n}", "company", "city", now_ms) for n in range(count)]


def _show(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(document))
        return
    from courtyard.show.fleet.tables import print_page

    print_page(document)


def _database(text: str) -> JournalAddress | None:
    from fleet.adapters.journal.address import read_journal_address

    return read_journal_address(text) if text else None


_PROGRAM = "from courtyard.main import run_and_exit; run_and_exit()"
