"""What other rooms make of decisions: alarms of presence, clock and firmware, orders of alarms.

Lives here: the order in which they are asked. Not here: what they decide.
"""

from __future__ import annotations

from fleet.core.alarms.presence import alarms_of_presence
from fleet.core.decisions import Decision, Refused, Repeated
from fleet.core.inputs import Arrived, Done, Input
from fleet.core.orders.following import orders_that_follow
from fleet.core.state import PartitionState

_NOTHING_FOLLOWS = (Refused, Repeated)


def follow(
    state: PartitionState, given: Input, decided: list[Decision], now_ms: int
) -> list[Decision]:
    """Further decisions on the same input; the ones before them are not applied yet."""
    if isinstance(decided[0], _NOTHING_FOLLOWS) or isinstance(given, Done):
        return []
    if isinstance(given, Arrived):
        key = "/".join(given.topic.split("/")[3:5])
    else:
        key = given.device
    device = state.devices.get(key)
    found = [] if device is None else alarms_of_presence(state, device, decided, now_ms)
    orders = orders_that_follow(state, key.partition("/")[0], device, decided + found, now_ms)
    return found + orders
