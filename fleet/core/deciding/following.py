"""What other rooms make of decisions: alarms of presence, clock and firmware, what
they mean for rollouts, orders of alarms, lids and displays.

Lives here: the order in which they are asked. Not here: what they decide.
"""

from __future__ import annotations

from devices.wire.topics import TopicRefused
from fleet.core.alarms.presence import alarms_of_presence
from fleet.core.deciding.arrivals import address
from fleet.core.decisions import Decision, Refused, Repeated
from fleet.core.inputs import Arrived, Done, Input
from fleet.core.linkage.following import links_that_follow, may_follow
from fleet.core.orders.following import LEADING, orders_that_follow
from fleet.core.rollouts.following import moves_that_follow
from fleet.core.state import PartitionState

_NOTHING_FOLLOWS = frozenset({Refused, Repeated})


def follow(
    state: PartitionState, given: Input, decided: list[Decision], now_ms: int
) -> list[Decision]:
    """Further decisions on the same input; the ones before them are not applied yet."""
    if type(decided[0]) in _NOTHING_FOLLOWS or type(given) is Done:
        return []
    if type(given) is Arrived:
        try:
            key = address(given.topic)[1]
        except TopicRefused:
            return []
    else:
        key = given.device  # type: ignore[union-attr]
    device = state.devices.get(key)
    found = [] if device is None else alarms_of_presence(state, device, decided, now_ms)
    together = decided + found if found else decided
    if device is not None and state.rollouts.parts:
        found += moves_that_follow(state, device, together, now_ms)
    if not LEADING.isdisjoint(map(type, together)):
        found += orders_that_follow(state, key.partition("/")[0], device, together, now_ms)
    if may_follow(given, device, together := decided + found):
        found += links_that_follow(state, given, key, together, now_ms)
    return found
