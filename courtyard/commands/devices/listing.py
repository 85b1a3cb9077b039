"""`courtyard devices list`: the devices of a scenario as CSV.

Lives here: the command. Not here: which devices a scenario has (`twin.staging.cast`).
"""

from __future__ import annotations

import typer

from courtyard.commands.devices.choosing import Count, Gateways, ScenarioName
from courtyard.options import Settings, load_scenario


def list_devices(
    scenario: ScenarioName, count: Count = None, gateways: Gateways = False,
    settings: Settings = None,
) -> None:  # fmt: skip
    """Print the devices of a scenario as CSV: site,device,kind,gateway."""
    from twin.staging.cast import members_of

    members, _ = members_of(load_scenario(scenario, settings or ()).scenario, count, gateways)
    typer.echo("site,device,kind,gateway")
    for member in members:
        typer.echo(f"{member.site},{member.device},{member.kind},{member.gateway or ''}")
