"""People say something to an alarm: seen, on the shelf, off it.

Lives here: what is granted, and the end of the shelf. Not here: work made of alarms
(`fleet.core.orders`).
"""

from __future__ import annotations

from fleet.core.alarms import rules
from fleet.core.decisions import Decision, Refused
from fleet.core.facts.alarms import Acknowledged, Look, Shelved
from fleet.core.inputs import Fired
from fleet.core.state import Device, PartitionState


def decide_look(state: PartitionState, device: Device, look: Look, now_ms: int) -> list[Decision]:
    """One decision, or none where it is so already."""
    if rules.kind_of(look.alarm) not in rules.DEFAULTS:
        return [Refused(422, f"{look.alarm!r}: no alarm has this name")]
    up = device.alarms.get(look.alarm)
    if look.act == "acknowledge":
        if up is None:
            return [Refused(409, f"{look.alarm} is not up at {look.device}")]
        return [] if up.acknowledged_ms >= 0 else [Acknowledged(look.alarm, look.by)]
    if look.act == "unshelve":
        return [Shelved(look.alarm, 0)] if look.alarm in device.shelved else []
    if look.act != "shelve":
        return [Refused(422, f"{look.act!r}: acknowledge, shelve or unshelve is expected")]
    if not now_ms < look.until_ms <= now_ms + rules.SHELF_MOST_MS:
        most = rules.SHELF_MOST_MS // rules.DAY_MS
        return [Refused(422, f"until_ms {look.until_ms}: after now ({now_ms}), within {most} days")]
    if look.alarm not in device.shelved and len(device.shelved) >= rules.ALARMS_KEPT:
        return [Refused(429, f"{rules.ALARMS_KEPT} alarms of {look.device} are on the shelf")]
    return [Shelved(look.alarm, look.until_ms)]


def decide_shelf_timer(
    state: PartitionState, device: Device, fired: Fired, now_ms: int
) -> list[Decision]:
    """The end of a shelf, unless it was moved."""
    return [Shelved(fired.name, 0)] if device.shelved.get(fired.name) == fired.due_ms else []
