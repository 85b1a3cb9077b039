"""Effects: what is to go out, kept until the broker has it.

Lives here: putting messages for devices into the outbox of a partition. Not here: sending them.
An effect that was released and not marked done before the process ended is released again: devices
know a command by its id and a desired state by its version.
"""

from __future__ import annotations

from devices.wire.topics import topic_of
from fleet.core.outgoing import command_payload, desired_payload
from fleet.core.state import Command, Device, PartitionState, Publish


def publish_desired(state: PartitionState, device: Device) -> None:
    """The desired state as it stands, retained."""
    payload = desired_payload(device.device, device.desired_version, state.now_ms, device.desired)
    _put(state, Publish(topic_of(device.site, device.device, "desired"), payload, retain=True))


def publish_command(state: PartitionState, device: Device, command: Command) -> None:
    """A command, for its attempt as counted."""
    payload = command_payload(device.device, command, state.now_ms)
    _put(state, Publish(topic_of(device.site, device.device, "command"), payload))


def _put(state: PartitionState, publish: Publish) -> None:
    state.outbox[state.next_effect] = publish
    state.next_effect += 1
