"""The commands below `courtyard fleet`.

Lives here: their list. Not here: any of them.
"""

from __future__ import annotations

import typer

from courtyard.commands.fleet import (
    ask,
    journal,
    lockers,
    look,
    provision,
    token,
)
from courtyard.commands.fleet.ahead import asking
from courtyard.commands.fleet.managers import capacity, owners, serve
from courtyard.commands.fleet.rolling import artifacts, rollouts
from courtyard.commands.fleet.working import alarms, orders, rounds, sites

app = typer.Typer(help="Operate devices: the manager, its journal, what it knows and does.")
app.command("serve")(serve.serve)
app.command("health")(look.health)
app.command("owners")(owners.owners)
app.command("capacity")(capacity.capacity)
app.command("devices")(look.devices)
app.command("show")(look.show)
app.command("firmware")(look.firmware)
app.command("incidents")(look.incidents)
app.command("quarantine")(look.quarantine)
app.command("events")(look.events)
app.command("register")(ask.register)
app.command("provision")(provision.provision)
app.command("retire")(ask.retire)
app.command("desire")(ask.desire)
app.command("command")(ask.command)
app.command("furnish")(lockers.furnish)
app.command("take-over")(lockers.take_over)
app.command("block")(lockers.block)
app.command("emergency")(lockers.emergency)
app.command("report")(lockers.report)
app.command("lockers")(lockers.lockers)
app.command("parcels")(lockers.parcels)
app.command("replay")(journal.replay)
app.command("check")(journal.check)
app.command("backup")(journal.backup)
app.command("restore")(journal.restore)
app.command("today")(sites.today)
app.command("rules")(sites.rules)
app.command("forecast")(asking.forecast)
app.command("forecast-scores")(asking.scores)
app.command("rounds")(rounds.rounds)
app.add_typer(alarms.app, name="alarms")
app.add_typer(orders.app, name="orders")
app.add_typer(artifacts.app, name="artifact")
app.add_typer(rollouts.app, name="rollout")
app.add_typer(token.app, name="token")
