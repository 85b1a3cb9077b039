"""`courtyard fleet capacity`: what a fleet of a size needs.

Lives here: options and the table. Not here: the rates and sums (`fleet.loadtest.capacity`).
"""

from __future__ import annotations

import json
from typing import Annotated

import typer

from courtyard.options import AsJson


def capacity(
    devices: Annotated[int, typer.Option(help="Devices in all.", min=1, max=100_000_000)],
    interval: Annotated[
        float, typer.Option(help="Seconds between two reports of one.", min=0.1, max=86_400)
    ],
    keep_days: Annotated[int, typer.Option(help="Days that records are kept.", min=0)] = 30,
    per_connection: Annotated[
        float, typer.Option(help="Devices that share a connection: behind a gateway.", min=1)
    ] = 1.0,
    connections: Annotated[
        int, typer.Option(help="Connections of a broker's node; 0: as measured.", min=0)
    ] = 0,
    as_json: AsJson = False,
) -> int:
    """Say what so many devices need: managers, brokers, database, storage, from measured rates."""
    from fleet.loadtest.capacity import RATES
    from fleet.loadtest.capacity import capacity as needed

    needs = needed(devices, interval, keep_days, per_connection, connections)
    used = dict.fromkeys(name for need in needs for name in need.rates)
    rates = [{"rate": name, **RATES[name]._asdict()} for name in used]
    if as_json:
        typer.echo(json.dumps({"needs": [need._asdict() for need in needs], "rates": rates}))
        return 0
    from courtyard.show.fleet.tables import print_rows

    rows = [{**need._asdict(), "value": _number(need.value)} for need in needs]
    print_rows(rows, ("what", "value", "unit", "why"))
    shown = [{**rate, "value": _number(RATES[str(rate["rate"])].value)} for rate in rates]
    print_rows(shown, ("value", "unit", "measured"))
    return 0


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2g}"
