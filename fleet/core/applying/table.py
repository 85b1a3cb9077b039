"""Decision → function, and the one way by which a state changes.

Lives here: the table and `apply_record`. Not here: the functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from devices.wire.topics import TopicRefused
from fleet.core import decisions as made
from fleet.core.applying import (
    alarms,
    loans,
    messages,
    orders,
    parcels,
    presence,
    requests,
    rollouts,
    timers,
)
from fleet.core.deciding.arrivals import address
from fleet.core.facts import alarms as of_alarms
from fleet.core.facts import links as of_links
from fleet.core.facts import orders as of_orders
from fleet.core.inputs import Arrived, Done, Fired, Input, Unread
from fleet.core.state import Device, PartitionState

APPLY: dict[type, Callable[[PartitionState, Any, Any, Any], None]] = {
    made.Heard: messages.heard,
    made.Repeated: messages.repeated,
    made.Measured: messages.measured,
    made.TookUp: messages.took_up,
    made.Happened: messages.happened,
    made.GapDeclared: messages.gap_declared,
    made.Quarantined: messages.quarantined,
    made.Born: presence.born,
    made.Presumed: presence.presumed,
    made.Left: presence.left,
    made.StaleWill: presence.stale_will,
    made.Registered: requests.registered,
    made.Retired: requests.retired,
    made.DesiredSet: requests.desired_set,
    made.Issued: requests.issued,
    made.Closed: requests.closed,
    made.Released: requests.released,
    made.Refused: requests.refused,
    made.Rearmed: timers.rearmed,
    **parcels.APPLY,
    **rollouts.APPLY,
    **loans.APPLY,
    of_alarms.Watched: alarms.watched,
    of_alarms.Raised: alarms.raised,
    of_alarms.Cleared: alarms.cleared,
    of_alarms.Graded: alarms.graded,
    of_alarms.Acknowledged: alarms.acknowledged,
    of_alarms.Shelved: alarms.shelved,
    of_alarms.Trended: alarms.trended,
    of_alarms.Habituated: alarms.habituated,
    of_alarms.Held: alarms.held,
    of_alarms.Freed: alarms.freed,
    of_alarms.IncidentOpened: alarms.incident_opened,
    of_alarms.IncidentClosed: alarms.incident_closed,
    of_links.Linked: alarms.linked,
    of_links.LinkPutOff: alarms.link_put_off,
    of_orders.Ordered: orders.ordered,
    of_orders.Moved: orders.moved,
    of_orders.Escalated: orders.escalated,
    of_orders.OrderClosed: orders.order_closed,
    of_orders.PlanSet: orders.plan_set,
    of_orders.Configured: orders.configured,
}


def device_of(state: PartitionState, given: Input) -> Device | None:
    """The device that an input is about, where it is known."""
    if type(given) is Arrived:
        try:
            return state.devices.get(address(given.topic)[1])
        except TopicRefused:
            return None
    if isinstance(given, Arrived | Done):
        return None
    return state.devices.get(given.device)


def apply_record(
    state: PartitionState, given: Input, decided: Sequence[made.Decision], now_ms: int
) -> None:
    """Make the next state of an input and what was decided on it."""
    state.sequence += 1
    state.now_ms = now_ms
    if type(given) is Arrived or type(given) is Unread:
        state.messages += 1
    elif type(given) is Fired:
        timers.begin_timer(state, given)
    device = device_of(state, given)
    for decision in decided:
        APPLY[type(decision)](state, device, decision, given)
    if type(given) is Fired:
        timers.end_timer(state, given)
