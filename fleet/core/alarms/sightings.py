"""What a camera says that it sees: one alarm for all sightings of a kind, until the last is over.

Lives here: which sightings stand, and when one that nobody ends is over. Not here: other events
(`happened` beside this), the way from a condition to its alarm (`conditions`).
"""

from __future__ import annotations

from msgspec.structs import replace

from devices.wire.happenings import Sighting
from fleet.core.alarms.conditions import turn
from fleet.core.alarms.rules import LAPSED, SIGHTINGS_KEPT, rule_of
from fleet.core.decisions import Decision
from fleet.core.facts.alarms import Watched
from fleet.core.state import Device, PartitionState


def decide_sighting(
    state: PartitionState, device: Device, alarm: str, message: Sighting, now_ms: int
) -> list[Decision]:
    """A sighting begins, goes on or ends; the condition holds while one stands."""
    rule = rule_of(state, device, alarm)
    sure = message.confidence_permille
    if not rule.is_on or (not message.ended and sure < rule.raise_at):
        return []
    watch = device.watches.get(alarm)
    before = {} if watch is None else watch.seen
    seen = {name: at for name, at in before.items() if at + rule.lasts_ms > now_ms}
    seen.pop(message.sighting, None)
    if not message.ended:
        seen[message.sighting] = now_ms
        while len(seen) > SIGHTINGS_KEPT:
            del seen[next(iter(seen))]
    found = turn(state, device, alarm, bool(seen), sure, now_ms)
    if found and isinstance(found[0], Watched):
        return [replace(found[0], seen=seen), *found[1:]]
    if watch is None or seen == before:
        return found
    words = (alarm, watch.is_active, watch.since_ms, watch.value, watch.flaps, watch.flaps_from_ms)
    return [Watched(*words, seen=seen), *found]


def is_lapse(value: int) -> bool:
    """Whether an alarm was cleared because nobody said any more that it is so."""
    return value == LAPSED
