"""`courtyard devices`: devices of a scenario, told to a manager, simulated, broken; profiles.

What lives here: the commands. Not here: what devices do (`courtyard.live`, `devices.simulator`).
"""

from __future__ import annotations

import typer

from courtyard.commands.devices import profile
from courtyard.commands.devices.broken import broken
from courtyard.commands.devices.furnishing import furnish
from courtyard.commands.devices.listing import list_devices
from courtyard.commands.devices.simulating import simulate

app = typer.Typer(
    help="The devices of a scenario; profiles of other makers' devices.", no_args_is_help=True
)
app.command("list")(list_devices)
app.command("furnish")(furnish)
app.command("simulate")(simulate)
app.command("broken")(broken)
app.add_typer(profile.app, name="profile")
