"""What granted requests and answers to commands change.

Lives here: registry, desired states, commands. Not here: what is granted.
"""

from __future__ import annotations

from typing import Any

from fleet.core.applying.timers import set_timer
from fleet.core.decisions import Closed, DesiredSet, Issued, Refused, Registered, Released, Retired
from fleet.core.inputs import COMMAND
from fleet.core.outgoing import command_of, publish_command, publish_desired
from fleet.core.state import CLOSED_KEPT, Command, Device, PartitionState


def registered(
    state: PartitionState, device: Device | None, decision: Registered, given: Any
) -> None:
    """Known from now on, or known as something else; no longer a stranger."""
    if device is None:
        site, _, name = given.device.partition("/")
        device = Device(site, name, given.kind)
        state.devices[given.device] = device
    device.groups = list(given.groups)
    device.settings = dict(given.settings)
    device.behind = given.behind
    state.strangers.pop(given.device, None)


def retired(state: PartitionState, device: Device, decision: Retired, given: Any) -> None:
    """Forgotten; its timers find nothing, and no incident holds it."""
    del state.devices[device.key]
    state.count_version(device, -1)
    state.parcels.banks.pop(device.key, None)
    if site := state.sites.get(device.site):
        for incident in site.incidents.values():
            for name in [one for one in incident.held if one.startswith(f"{device.key} ")]:
                del incident.held[name]


def desired_set(state: PartitionState, device: Device, decision: DesiredSet, given: Any) -> None:
    """Wanted, and told."""
    device.desired = given.values
    device.desired_version = decision.version
    publish_desired(state, device)


def issued(state: PartitionState, device: Device, decision: Issued, given: Any) -> None:
    """Sent, once more."""
    command = device.commands.get(decision.name)
    if command is None:
        command = command_of(given, state.now_ms)
    send_command(state, device, command, decision.attempt, decision.retry_ms)


def send_command(
    state: PartitionState, device: Device, command: Command, attempt: int, retry_ms: int
) -> None:
    """A command goes out for its `attempt`-th time, and is looked at again at `retry_ms`."""
    device.commands[command.name] = command
    command.attempt = attempt
    command.retry_ms = retry_ms
    publish_command(state, device, command)
    set_timer(state, retry_ms, COMMAND, device, command.name)


def closed(state: PartitionState, device: Device, decision: Closed, given: Any) -> None:
    """At its end; the oldest that have one are forgotten when there are too many."""
    command = device.commands[decision.name]
    command.outcome = decision.outcome
    command.detail = decision.detail
    command.closed_ms = state.now_ms
    ended = [name for name, known in device.commands.items() if known.outcome]
    for name in ended[:-CLOSED_KEPT]:
        del device.commands[name]


def released(state: PartitionState, device: None, decision: Released, given: Any) -> None:
    """The broker has them."""
    for effect in given.effects:
        state.outbox.pop(effect, None)


def refused(state: PartitionState, device: Device | None, decision: Refused, given: Any) -> None:
    """Nothing changes; it stands in the journal who asked for what."""
