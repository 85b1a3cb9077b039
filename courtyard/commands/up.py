"""`courtyard up`: broker, manager, simulated devices and API with one command.

Lives here: options, and what is printed. Not here: starting and ending the parts
(`courtyard.live.standing`).
"""

from __future__ import annotations

import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.commands.devices.choosing import Count
from courtyard.inputs import InputError
from courtyard.options import Settings, load_scenario

if TYPE_CHECKING:
    from courtyard.live.standing import Standing


def up(
    scenario: Annotated[
        str, typer.Argument(help="A file or a library name, with @VARIANT.")
    ] = "smoke",
    speed: Annotated[
        float,
        typer.Option(help="Times faster than life, manager and devices alike.", min=0.1, max=1e4),
    ] = 1.0,
    count: Count = None,
    port: Annotated[int, typer.Option(help="Of the broker.", min=1, max=65_535)] = 1883,
    api_port: Annotated[int, typer.Option(help="Of the HTTP API.", min=1, max=65_535)] = 8080,
    folder: Annotated[
        Path | None, typer.Option(help="Keep journal and sessions there; default: forget them.")
    ] = None,
    settings: Settings = None,
) -> int:
    """Start broker, manager, the devices of a scenario and the API on this machine, until Ctrl-C.

    Everything listens on the loopback alone. The broker asks nobody for a password there: whoever
    uses this machine may act as a device.
    """
    from courtyard.live.simulate import members_of
    from courtyard.live.standing import Plan, standing

    if folder is not None and speed != 1.0:
        raise InputError("--speed: not with --folder, whose journal would stay ahead of the clock")
    if port == api_port:
        raise InputError(f"--api-port = {api_port}: is the broker's port")
    loaded = load_scenario(scenario, settings or ())
    members, _ = members_of(loaded.scenario, count, False)
    if not members:
        raise InputError(f"{scenario}: has no devices")
    with nullcontext(str(folder)) if folder else tempfile.TemporaryDirectory() as place:
        plan = Plan(
            folder=Path(place), scenario=scenario, speed=speed, count=count, port=port,
            api_port=api_port, overrides=tuple(settings or ()),
        )  # fmt: skip
        with standing(plan, members) as parts:
            _announce(parts)
            return parts.wait()


def _announce(parts: Standing) -> None:
    plan = parts.plan
    base = f"http://127.0.0.1:{plan.api_port}"
    typer.echo(f"broker   mqtt://127.0.0.1:{plan.port}   (anybody on this machine)")
    typer.echo(f"api      {base}/v1   OpenAPI: {base}/openapi.json")
    typer.echo(f"journal  {plan.journal}")
    typer.echo(f"enter    {base}/enter?code={parts.code}   (an operator's token; once, in an hour)")
    typer.echo(f"{parts.devices} devices of {plan.scenario}; Ctrl-C ends all of it")
