"""`courtyard fleet serve`: the manager.

Lives here: its options. Not here: how it runs (`fleet.service`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.commands.fleet.options import DEFAULT_JOURNAL, JournalFile
from courtyard.inputs import InputError

if TYPE_CHECKING:
    from fleet.service.driver import Driver

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(
    journal: JournalFile = DEFAULT_JOURNAL,
    broker: Annotated[
        str, typer.Option(envvar="COURTYARD_BROKER", help="mqtt://[USER@]HOST[:PORT], or mqtts://.")
    ] = "mqtt://127.0.0.1:1883",
    password_file: Annotated[
        Path | None, typer.Option(help="File with the password for the broker.")
    ] = None,
    ca_file: Annotated[
        Path | None, typer.Option(help="Authorities that may sign its certificate.")
    ] = None,
    name: Annotated[
        str, typer.Option(help="Part of our client ids; the same after a restart.")
    ] = "courtyard",
    keep_days: Annotated[
        int, typer.Option(help="Days that records are kept for replay.", min=0, max=36_500)
    ] = 30,
    client: Annotated[str, typer.Option(help="MQTT client: framed or aiomqtt.")] = "framed",
    timings: Annotated[
        Path | None, typer.Option(help="File for the moments of commits (load tests).", hidden=True)
    ] = None,
    clock_speed: Annotated[
        float, typer.Option(help="Run a clock faster (simulated devices; loopback only).")
    ] = 1.0,
) -> int:
    """Run the manager until Ctrl-C: all partitions, one journal, one broker."""
    import asyncio
    import logging

    from fleet.adapters.bus.address import read_address
    from fleet.service.serving import CLIENTS, Settings
    from fleet.service.serving import serve as run

    address = read_address(broker, password_file, ca_file)
    if clock_speed != 1.0 and address.host not in LOOPBACK:
        raise InputError(f"--clock-speed = {clock_speed}: only with a broker on the loopback")
    if client not in CLIENTS:
        raise InputError(f"--client = {client!r}: must be one of {', '.join(CLIENTS)}")
    if not 0 < clock_speed <= 100_000:
        raise InputError(f"--clock-speed = {clock_speed}: must be above 0, at most 100000")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    settings = Settings(
        journal, address, name, keep_days, clock_speed, timings=timings, client=client
    )
    asyncio.run(run(settings, lambda driver: _say(driver, journal, str(address))))
    return 0


def _say(driver: Driver, journal: Path, broker: str) -> None:
    known = sum(len(state.devices) for state in driver.fleet.states)
    typer.echo(f"manager: {known} devices in {journal}, broker {broker}; Ctrl-C ends")
