"""`courtyard loadtest …`: what a manager on this machine can take, with a ledger.

Lives here: options. Not here: the tests (`fleet.loadtest`).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from courtyard.options import AsJson

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
    keep: Annotated[Path | None, typer.Option(help="Folder to keep the journal in.")] = None,
    as_json: AsJson = False,
) -> int:
    """Publish to one manager; 1 where a message is missing or stored twice."""
    from fleet.loadtest.ingest import Ingest, as_document, run_ingest
    from fleet.loadtest.plan import Load

    total = (rate or FULL_SPEED_PER_S) * seconds
    load = Load(devices, max(1, round(total / devices)), rate)
    command = [sys.executable, "-c", _PROGRAM, "fleet", "serve", "--client", client]
    with TemporaryDirectory(prefix="courtyard-loadtest-") as temporary:
        folder = keep or Path(temporary)
        result = run_ingest(Ingest(load, command, folder, broker, baseline, replay))
    document = as_document(result)
    if as_json:
        typer.echo(json.dumps(document))
    else:
        from courtyard.show.fleet.tables import print_page

        print_page(document)
    whole = result.missing == 0 and result.doubled == 0 and result.replay_same is not False
    return 0 if whole else 1


_PROGRAM = "from courtyard.main import run_and_exit; run_and_exit()"
