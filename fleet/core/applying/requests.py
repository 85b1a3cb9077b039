"""What granted requests and answers to commands change.

Lives here: registry, desired states, commands. Not here: what is granted.
"""

from __future__ import annotations

from typing import Any

from fleet.core.applying.timers import set_timer
from fleet.core.decisions import Closed, DesiredSet, Issued, Refused, Registered, Released, Retired
from fleet.core.facts.links import BY_LINKAGE, Linkage
from fleet.core.inputs import COMMAND
from fleet.core.outgoing import command_of, publish_command, publish_desired
from fleet.core.state import CLOSED_KEPT, Command, Device, PartitionState

LAST_WORD_MS = 3_600_000
"""How long a device that is retired has to obey."""

SETTLED = frozenset({"done", "refused"})
"""Outcomes of a command after which it is not told anew."""


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
    """Forgotten; its timers find nothing, no incident holds it, and no lid stays locked for it."""
    if device.linkage is not None and device.linkage.locked:
        publish_command(state, device, _last_word(state))
    del state.devices[device.key]
    state.count_version(device, -1)
    state.parcels.banks.pop(device.key, None)
    if site := state.sites.get(device.site):
        if device.key in site.linked:
            site.linked.remove(device.key)
        for incident in site.incidents.values():
            for name in [one for one in incident.held if one.startswith(f"{device.key} ")]:
                del incident.held[name]


def _last_word(state: PartitionState) -> Command:
    """Unlock: nobody will say it later."""
    fence = state.sequence
    words = {"locked": False, "fence": fence}
    until_ms = state.now_ms + LAST_WORD_MS
    return Command(f"lock-lid-{fence}", "lock_lid", words, BY_LINKAGE, state.now_ms, until_ms)


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
    if device.linkage is not None and decision.outcome in SETTLED:
        _settle(device.linkage, decision.name)
    ended = [name for name, known in device.commands.items() if known.outcome]
    for name in ended[:-CLOSED_KEPT]:
        del device.commands[name]


def _settle(linkage: Linkage, name: str) -> None:
    """What was told is so, or will never be."""
    if linkage.lid == name:
        linkage.lid = ""
    if linkage.display == name:
        linkage.display = ""


def released(state: PartitionState, device: None, decision: Released, given: Any) -> None:
    """The broker has them."""
    for effect in given.effects:
        state.outbox.pop(effect, None)


def refused(state: PartitionState, device: Device | None, decision: Refused, given: Any) -> None:
    """Nothing changes; it stands in the journal who asked for what."""
