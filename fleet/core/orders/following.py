"""What alarms mean for work: an order is made with one, and ends when its sensor says so.

Lives here: orders that follow from alarms, incidents, devices that go. Not here: alarms themselves
(`fleet.core.alarms`), what people do with orders (`asking` beside this).
"""

from __future__ import annotations

from collections.abc import Iterator

from fleet.core.alarms.rules import kind_of, rule_of, site_of, site_rule
from fleet.core.alarms.sightings import is_lapse
from fleet.core.decisions import Decision, Retired
from fleet.core.facts.alarms import (
    Acknowledged,
    Cleared,
    Held,
    IncidentClosed,
    IncidentOpened,
    Raised,
    Shelved,
)
from fleet.core.facts.orders import Moved, OrderClosed, WorkOrder
from fleet.core.orders.chains import ORDERS_OPEN, due_ms, new_order
from fleet.core.state import Device, PartitionState

LEADING: frozenset[type] = frozenset(
    {Raised, Cleared, Held, Shelved, Acknowledged, Retired, IncidentOpened, IncidentClosed}
)
"""Decisions that orders may follow from."""


def orders_that_follow(
    state: PartitionState, site: str, device: Device | None, decided: list[Decision], now_ms: int
) -> list[Decision]:
    """Decisions on orders, after those on alarms of the same input."""
    found: list[Decision] = []
    number = site_of(state, site).last_number
    number += sum(isinstance(decision, IncidentOpened) for decision in decided)
    for decision in decided:
        made = _order_for(state, site, device, decision)
        if made is not None and _open_orders(state, site) < ORDERS_OPEN:
            number += 1
            found.append(new_order(state, site, number, *made, now_ms))
        else:
            found += _ends(state, site, device, decision, now_ms)
    return found


def _order_for(
    state: PartitionState, site: str, device: Device | None, decision: Decision
) -> tuple[str, str, str] | None:
    """Kind, device and alarm of the order to be made."""
    if isinstance(decision, IncidentOpened):
        kind = site_rule(state, site, "incident").order
        return (kind, site, f"incident:{decision.incident}") if kind else None
    if device is None:
        return None
    if isinstance(decision, Raised):
        is_quiet = decision.alarm in device.shelved
    elif isinstance(decision, Shelved) and not decision.until_ms:
        is_quiet = decision.alarm not in device.alarms
    else:
        return None
    kind = rule_of(state, device, kind_of(decision.alarm)).order
    if is_quiet or not kind or order_of(state, site, device.key, decision.alarm):
        return None
    return kind, device.key, decision.alarm


def order_of(state: PartitionState, site: str, device: str, alarm: str) -> WorkOrder | None:
    """The order that waits for an alarm to clear."""
    for order in site_of(state, site).orders.values():
        if order.alarm == alarm and order.device == device and order.state != "closed":
            return order
    return None


def _open_orders(state: PartitionState, site: str) -> int:
    return sum(order.state != "closed" for order in site_of(state, site).orders.values())


def _ends(
    state: PartitionState, site: str, device: Device | None, decision: Decision, now_ms: int
) -> Iterator[Decision]:
    if isinstance(decision, IncidentClosed):
        order = order_of(state, site, site, f"incident:{decision.incident}")
        if order is not None:
            yield OrderClosed(order.name, _outcome(order))
        return
    if device is None:
        return
    if isinstance(decision, Retired):
        for order in site_of(state, site).orders.values():
            if order.device == device.key and order.state != "closed":
                yield OrderClosed(order.name, "cancelled")
        return
    alarm = getattr(decision, "alarm", "")
    key = getattr(decision, "device", "") or device.key
    waiting = order_of(state, site, key, alarm) if alarm else None
    if waiting is None:
        return
    if isinstance(decision, Cleared) and _has_lapsed(state, device, decision):
        return
    if isinstance(decision, Cleared | Held):
        yield OrderClosed(waiting.name, _outcome(waiting))
    elif isinstance(decision, Shelved) and decision.until_ms:
        yield OrderClosed(waiting.name, "shelved")
    elif isinstance(decision, Acknowledged) and waiting.state == "open":
        kept = site_of(state, site)
        due = due_ms(kept, waiting, "acknowledged", max(waiting.level_ms, 0), device)
        yield Moved(waiting.name, "acknowledged", decision.by, max(due, now_ms))


def _has_lapsed(state: PartitionState, device: Device, cleared: Cleared) -> bool:
    """Nobody says any more that it is so, and nobody said that it is over: people judge."""
    rule = rule_of(state, device, kind_of(cleared.alarm))
    return bool(rule.lasts_ms) and is_lapse(cleared.value)


def _outcome(order: WorkOrder) -> str:
    """Somebody had it when the sensor said that it is over, or nobody did."""
    return "gone" if order.state == "open" else "confirmed"
