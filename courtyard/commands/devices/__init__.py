"""`courtyard devices`: the devices of a scenario, listed or simulated.

What lives here: the commands. Not here: what devices do (`courtyard.live`, `devices.simulator`).
"""

from __future__ import annotations

import typer

from courtyard.commands.devices.listing import list_devices
from courtyard.commands.devices.simulating import simulate

app = typer.Typer(help="The devices of a scenario.", no_args_is_help=True)
app.command("list")(list_devices)
app.command("simulate")(simulate)
