"""`courtyard fleet serve`: the manager.

Lives here: its options. Not here: how it runs (`fleet.service`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import (
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
)
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.commands.fleet.ahead.beside import (
    Beside,
    ForecastEvery,
    ForecastFutures,
    ForecastScenario,
    ForecastSet,
    ForecastZone,
    foreseen_beside,
)
from courtyard.commands.fleet.managers.api import LOOPBACK, api_of
from courtyard.commands.fleet.options import (
    DEFAULT_JOURNAL,
    Journal,
    SpoolFolder,
    SpoolMb,
    TokenFile,
    feed_settings,
    file_of,
)
from courtyard.inputs import InputError

if TYPE_CHECKING:
    from fleet.adapters.journal.address import JournalAddress
    from fleet.service.driver import Driver
    from fleet.service.feeding import FeedSettings
    from fleet.service.serving import SensorsSettings, Settings

SensorsPath = Annotated[
    Path | None,
    typer.Option("--sensors", help="YAML file of sensors behind network servers."),
]

PARTITIONS = 64
"""As in `devices.wire.topics`, which help does not load."""

Partitions = Annotated[
    str, typer.Option(help="What it may own of a database: all, or numbers like 0-31,40.")
]
ManagerName = Annotated[
    str, typer.Option(help="What it is called among those of a database; default: HOST-PID.")
]

KeyFile = Annotated[
    Path | None,
    typer.Option(help="The fleet's key, one for all managers of a database; else by the journal."),
]
NoticesPath = Annotated[
    Path | None,
    typer.Option("--notices", help="JSON file of channels to recipients (docs/parcels.md)."),
]

PasswordFile = Annotated[Path | None, typer.Option(help="File with the password for the broker.")]
AuthoritiesFile = Annotated[
    Path | None, typer.Option(help="Authorities that may sign its certificate.")
]
ClientName = Annotated[str, typer.Option(help="Part of our client ids; the same after a restart.")]
CertificateFile = Annotated[
    Path | None, typer.Option(help="Its certificate (PEM), needed beyond the loopback.")
]
TimingsFile = Annotated[
    Path | None, typer.Option(help="File for the moments of commits (load tests).", hidden=True)
]
KeepDays = Annotated[
    int, typer.Option(help="Days that records are kept for replay.", min=0, max=36_500)
]
ApiFiles = Annotated[
    Path | None,
    typer.Option(help="With a database: PATH.tokens and PATH.firmware are the API's."),
]
HooksFile = Annotated[
    Path | None, typer.Option(help="JSON file of receivers of events; needs --api.")
]
MapFile = Annotated[
    Path | None, typer.Option("--map", help="GeoJSON of sites for the console; needs --api.")
]
ClockSpeed = Annotated[
    float, typer.Option(help="Run a clock faster (simulated devices; loopback only).")
]
RoundsFile = Annotated[
    Path | None, typer.Option("--rounds", help="YAML file of trucks and places; needs --api.")
]
DrillSocket = Annotated[
    Path | None, typer.Option(help="Socket of the simulated devices (`up`).", hidden=True)
]
ApiPlace = Annotated[str | None, typer.Option(help="HOST:PORT of the HTTP API; default: none.")]
SeriesStore = Annotated[
    str | None,
    typer.Option(envvar="COURTYARD_INFLUX", help="Time series store; as `courtyard influx`."),
]


def serve(
    journal: Journal = DEFAULT_JOURNAL,
    broker: Annotated[
        str, typer.Option(envvar="COURTYARD_BROKER", help="mqtt://[USER@]HOST[:PORT], or mqtts://.")
    ] = "mqtt://127.0.0.1:1883",
    password_file: PasswordFile = None,
    ca_file: AuthoritiesFile = None,
    name: ClientName = "courtyard",
    keep_days: KeepDays = 30,
    client: Annotated[str, typer.Option(help="MQTT client: framed or aiomqtt.")] = "framed",
    timings: TimingsFile = None,
    clock_speed: ClockSpeed = 1.0,
    partitions: Partitions = "all",
    manager: ManagerName = "",
    key_file: KeyFile = None,
    api: ApiPlace = None,
    api_certificate: CertificateFile = None,
    api_key: Annotated[Path | None, typer.Option(help="The certificate's key (PEM).")] = None,
    api_files: ApiFiles = None,
    webhooks: HooksFile = None,
    sensors: SensorsPath = None,
    influx: SeriesStore = None,
    influx_token_file: TokenFile = None,
    spool: SpoolFolder = None,
    spool_mb: SpoolMb = 256,
    notices: NoticesPath = None,
    forecast: ForecastScenario = None,
    forecast_set: ForecastSet = None,
    forecast_every: ForecastEvery = 1,
    forecast_futures: ForecastFutures = 500,
    forecast_zone: ForecastZone = "",
    site_map: MapFile = None,
    rounds: RoundsFile = None,
    drill: DrillSocket = None,
) -> int:
    """Run the manager until Ctrl-C: one journal, one broker.

    In a file the journal is its alone. In a database managers share it: each owns some of the
    partitions, and stands in for any that ends.
    """
    import asyncio
    import logging

    from fleet.adapters.bus.address import read_address
    from fleet.service.serving import Settings
    from fleet.service.serving import serve as run

    address = read_address(broker, password_file, ca_file)
    _check(client, clock_speed, address.host)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    settings = Settings(
        journal, address, name, keep_days, clock_speed, _partitions(partitions, journal), timings,
        client, manager, key_file, _sensors(sensors, journal),
    )  # fmt: skip
    api_beside = api_of(
        journal, api, api_certificate, api_key, webhooks, site_map, rounds, drill, api_files
    )
    series = _series(journal, influx, influx_token_file, spool, spool_mb)
    ahead = foreseen_beside(
        journal, forecast, forecast_set or (), forecast_every, forecast_futures, forecast_zone
    )
    beside = _together(series, ahead, api_beside, _notices(notices, settings))
    asyncio.run(run(settings, lambda driver: _say(driver, journal, str(address)), beside))
    return 0


def _check(client: str, clock_speed: float, host: str) -> None:
    from fleet.service.serving import CLIENTS

    if clock_speed != 1.0 and host not in LOOPBACK:
        raise InputError(f"--clock-speed = {clock_speed}: only with a broker on the loopback")
    if client not in CLIENTS:
        raise InputError(f"--client = {client!r}: must be one of {', '.join(CLIENTS)}")
    if not 0 < clock_speed <= 100_000:
        raise InputError(f"--clock-speed = {clock_speed}: must be above 0, at most 100000")


def _series(
    journal: JournalAddress, influx: str | None, token: Path | None, spool: Path | None, mb: int
) -> FeedSettings | None:
    """The feed of a store, where there is one."""
    if not influx:
        return None
    return feed_settings(journal, influx, token, spool, mb)


def _notices(file: Path | None, settings: Settings) -> Beside:
    """Notices to recipients, where there are channels."""
    if file is None:
        return nullcontext
    from fleet.service.serving import fleet_key
    from fleet.service.telling.noticing import noticing, read_plan

    plan, key = read_plan(file), fleet_key(settings)
    if key is None:
        raise InputError(f"--notices = {file}: managers of a database need --key-file for codes")
    return lambda driver: noticing(driver, plan, key)


def _together(series: FeedSettings | None, *others: Beside) -> Beside:
    """What runs beside the manager: the feed of a store, the API, notices."""
    from fleet.service.feeding_in_turn import feeding

    @asynccontextmanager
    async def beside(driver: Driver) -> AsyncIterator[None]:
        async with AsyncExitStack() as parts:
            if series is not None:
                parts.enter_context(feeding(series))
            for other in others:
                await parts.enter_async_context(other(driver))
            yield

    return beside


def _partitions(text: str, journal: JournalAddress) -> tuple[int, ...]:
    """Numbers and ranges, of a database alone; raises InputError."""
    if text != "all" and isinstance(journal, Path):
        raise InputError(
            f"--partitions = {text}: only with a journal that managers share, postgresql://…"
        )
    found: set[int] = set(range(PARTITIONS)) if text == "all" else set()
    for part in [] if text == "all" else text.split(","):
        first, _, last = part.partition("-")
        last = last or first
        if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last) < PARTITIONS):
            raise InputError(
                f"--partitions = {text}: {part!r}: numbers and ranges from 0 to {PARTITIONS - 1}"
            )
        found.update(range(int(first), int(last) + 1))
    return tuple(sorted(found))


def _sensors(path: Path | None, journal: JournalAddress) -> SensorsSettings | None:
    """The plan of a sensors file, and where its networks are."""
    if path is None:
        return None
    from courtyard.owned import addresses_of, read_plan
    from fleet.service.serving import SensorsSettings

    file_of(journal, "--sensors")
    plan = read_plan(path)
    return SensorsSettings(plan, addresses_of(plan, path.parent))


def _say(driver: Driver, journal: JournalAddress, broker: str) -> None:
    if driver.claims is not None:
        typer.echo(f"manager: shares {journal}, broker {broker}; Ctrl-C ends")
        return
    known = sum(len(state.devices) for state in driver.fleet.states)
    typer.echo(f"manager: {known} devices in {journal}, broker {broker}; Ctrl-C ends")
