"""`courtyard devices simulate`: the devices of a scenario over MQTT.

Lives here: the command and its file of credentials. Not here: what devices do
(`courtyard.live`, `devices.simulator`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.commands.devices.choosing import Count, Gateways, ScenarioName
from courtyard.options import AsJson, Seed, Settings, load_scenario

if TYPE_CHECKING:
    from devices.simulator.shell.broker import Credentials


FleetKey = Annotated[
    Path | None, typer.Option(help="The manager's key: terminals ask it for compartments (`up`).")
]
FirmwareKey = Annotated[
    Path | None, typer.Option(help="Public key (PEM) of who signs firmware; default: nobody.")
]
Seconds = Annotated[
    float | None, typer.Option(help="Stop after so many real seconds; default: Ctrl-C.", min=0)
]
DrillSocket = Annotated[
    Path | None, typer.Option(help="Socket at which drills are taken (`up`).", hidden=True)
]
LyingFile = Annotated[
    Path | None,
    typer.Option(help="What `furnish --lying` wrote, where it is there; taken up once, removed."),
]
CaFile = Annotated[Path | None, typer.Option(help="Certificate authority of the broker (PEM).")]
CredentialsFile = Annotated[Path | None, typer.Option(help="CSV: site,device,username,password.")]


def simulate(
    scenario: ScenarioName,
    broker: Annotated[
        str, typer.Option(help="mqtt://[USER:PASSWORD@]HOST[:PORT], or mqtts://.")
    ] = "mqtt://127.0.0.1:1883",
    speed: Annotated[
        float,
        typer.Option(help="Times faster than life; the manager runs as fast.", min=0.1, max=1e4),
    ] = 1.0,
    clock_origin_ms: Annotated[
        int | None,
        typer.Option(help="Unix ms from which a faster clock runs; default: midnight UTC.", min=0),
    ] = None,
    count: Count = None,
    gateways: Gateways = False,
    days: Annotated[int, typer.Option(help="Days on which people come.", min=1, max=366)] = 1,
    seconds: Seconds = None,
    seed: Seed = None,
    mqtt: Annotated[str, typer.Option(help="5 or 3.1.1.")] = "5",
    ca_file: CaFile = None,
    credentials: CredentialsFile = None,
    fleet_key: FleetKey = None,
    firmware_key: FirmwareKey = None,
    drill: DrillSocket = None,
    lying: LyingFile = None,
    as_json: AsJson = False,
    settings: Settings = None,
) -> None:
    """Simulate the devices of a scenario over MQTT, with the twin's people acting on them."""
    from courtyard.live.simulate import Performance
    from courtyard.live.simulate import simulate as perform
    from devices.clock import ScaledClock
    from devices.signing import read_public_key
    from devices.simulator.shell.broker import read_address

    address = read_address(broker, mqtt, None if ca_file is None else str(ca_file))
    loaded = load_scenario(scenario, settings or ())
    performance = Performance(
        scenario=loaded.scenario,
        broker=address,
        clock=ScaledClock(speed, clock_origin_ms),
        days=days,
        seed=loaded.scenario.run.seed if seed is None else seed,
        count=count,
        gateways=gateways,
        seconds=seconds,
        credentials={} if credentials is None else read_credentials(credentials),
        fleet_key=None if fleet_key is None else read_key(fleet_key),
        trusted=() if firmware_key is None else (read_public_key(firmware_key),),
        drill=drill,
        lying=lying,
    )

    def say(line: str) -> None:
        typer.echo(line, err=as_json)

    _tell(perform(performance, say), as_json)


def _tell(done: dict[str, int | str], as_json: bool) -> None:
    """What was done, at the end."""
    import json

    if as_json:
        typer.echo(json.dumps(done))
    else:
        typer.echo(", ".join(f"{name} {value}" for name, value in done.items() if value != ""))


def read_key(path: Path) -> bytes:
    """The key that a manager made beside its journal. Raises InputError."""
    from courtyard.inputs import InputError

    try:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise InputError(f"--fleet-key {path}: no key of a manager ({error})") from None


def read_credentials(path: Path) -> dict[tuple[str, str], Credentials]:
    """Credentials by (site, device). Raises InputError for a line that has none."""
    import csv

    from courtyard.inputs import InputError
    from devices.simulator.shell.broker import Credentials

    found: dict[tuple[str, str], Credentials] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            values = [row.get(name) for name in ("site", "device", "username", "password")]
            if not all(values):
                raise InputError(
                    f"--credentials {path}:{number}: needs site, device, username and password"
                )
            site, device, username, password = map(str, values)
            found[site, device] = Credentials(username, password)
    return found
