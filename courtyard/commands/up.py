"""`courtyard up`: broker, manager, simulated devices and API with one command.

Lives here: options, and what is printed. Not here: starting and ending the parts
(`courtyard.live.standing`).
"""

from __future__ import annotations

import tempfile
import webbrowser
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.commands.devices.choosing import Count
from courtyard.inputs import InputError
from courtyard.options import Settings, load_scenario

if TYPE_CHECKING:
    from courtyard.live.standing import Standing
    from twin.staging.cast import Member


def up(
    scenario: Annotated[
        str, typer.Argument(help="A file or a library name, with @VARIANT.")
    ] = "property",
    speed: Annotated[
        float,
        typer.Option(help="Times faster than life, manager and devices alike.", min=0.1, max=1e4),
    ] = 1.0,
    count: Count = None,
    port: Annotated[int, typer.Option(help="Of the broker.", min=1, max=65_535)] = 1883,
    api_port: Annotated[int, typer.Option(help="Of the HTTP API.", min=1, max=65_535)] = 8080,
    broker: Annotated[
        str, typer.Option(help="auto (Mosquitto where it is installed), mosquitto, embedded.")
    ] = "auto",
    folder: Annotated[
        Path | None, typer.Option(help="Keep journal and sessions there; default: forget them.")
    ] = None,
    open_console: Annotated[
        bool, typer.Option("--open", help="Open the console in this machine's browser.")
    ] = False,
    settings: Settings = None,
) -> int:
    """Start broker, manager, the devices of a scenario and the API on this machine, until Ctrl-C.

    Everything listens on the loopback alone. The broker asks nobody for a password there: whoever
    uses this machine may act as a device. A scenario without devices stands there as the one of its
    variants that has most of them.
    """
    from courtyard.live.ending import ended_once
    from courtyard.live.standing import Plan, standing

    if folder is not None and speed != 1.0:
        raise InputError("--speed: not with --folder, whose journal would stay ahead of the clock")
    if port == api_port:
        raise InputError(f"--api-port = {api_port}: is the broker's port")
    scenario, members = _with_devices(scenario, settings or (), count)
    places = _places(scenario, settings or ())
    kept = nullcontext(str(folder)) if folder else None
    with ended_once(), kept or tempfile.TemporaryDirectory() as place:
        plan = Plan(
            folder=Path(place), scenario=scenario, speed=speed, count=count, port=port,
            api_port=api_port, overrides=tuple(settings or ()), broker=broker, places=places,
        )  # fmt: skip
        with standing(plan, members) as parts:
            _announce(parts)
            if open_console:
                webbrowser.open(_console(parts))
            return parts.wait()


def _with_devices(
    name: str, settings: Sequence[str], count: int | None
) -> tuple[str, list[Member]]:
    """The scenario, or its variant with most devices, and those; raises InputError."""
    from scenarios.reading.variants import list_variants
    from twin.staging.cast import members_of

    loaded = load_scenario(name, settings)
    members, _ = members_of(loaded.scenario, count, False)
    if members:
        return name, members
    variants = [] if "@" in name else [f"{name}@{each}" for each in list_variants(loaded.data)]
    stand = [(each, members_of(load_scenario(each, settings).scenario, None, False)[0])
             for each in variants]  # fmt: skip
    best, most = max(stand, key=lambda found: len(found[1]), default=(name, []))
    if not most:
        raise InputError(f"{name}: has no devices")
    return best, members_of(load_scenario(best, settings).scenario, count, False)[0]


def _places(name: str, settings: Sequence[str]) -> tuple[tuple[str, str, float, float], ...]:
    """Sites of a scenario: id, name, longitude, latitude."""
    from scenarios.expand import expand_sites

    scenario = load_scenario(name, settings).scenario
    return tuple((s.id, s.name, s.longitude, s.latitude) for s in expand_sites(scenario))


def _console(parts: Standing) -> str:
    """The console's address, which signs in once."""
    return f"http://127.0.0.1:{parts.plan.api_port}/console#code={parts.console_code}"


def _announce(parts: Standing) -> None:
    plan = parts.plan
    base = f"http://127.0.0.1:{plan.api_port}"
    first, *limits = parts.broker.says
    typer.echo(f"broker   {first}; anybody on this machine")
    for limit in limits:
        typer.echo(f"         {limit}")
    if limits:
        typer.echo(
            "         Mosquitto has none of these limits, and is taken where it is installed"
        )
    typer.echo(f"api      {base}/v1   OpenAPI: {base}/openapi.json")
    typer.echo(f"console  {_console(parts)}   (signs in once, in an hour)")
    typer.echo(f"journal  {plan.journal}")
    typer.echo(f"enter    {base}/enter?code={parts.code}   (an operator's token; once, in an hour)")
    typer.echo(f"ask      courtyard fleet devices --journal {plan.journal}")
    typer.echo(f"firmware {plan.firmware_key}   (signs what the devices take up: docs/firmware.md)")
    typer.echo(f"{parts.devices} devices of {plan.scenario}; Ctrl-C ends all of it")
