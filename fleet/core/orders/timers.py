"""A time of an order is over, a plan is due.

Lives here: escalation and planned work. Not here: how long anything may take (`chains`).
"""

from __future__ import annotations

from fleet.core.alarms.rules import MINUTE_MS, site_of
from fleet.core.decisions import Decision
from fleet.core.facts.orders import Escalated, Moved, Ordered, Plan, PlanSet, WorkOrder
from fleet.core.inputs import Fired
from fleet.core.orders.chains import ORDERS_OPEN, chain_of, due_ms, new_order, on_duty_ms
from fleet.core.state import PartitionState
from fleet.policy.collection import next_round_ms
from fleet.policy.escalation import EPOCH_WEEKDAY, WEEK_DAYS, next_level


def decide_order_timer(state: PartitionState, fired: Fired, now_ms: int) -> list[Decision]:
    """The next of the chain is asked; what no sensor confirmed is open again."""
    kept = site_of(state, fired.device)
    order = kept.orders.get(fired.name)
    if order is None or order.state == "closed" or order.due_ms != fired.due_ms:
        return []
    if order.state == "done":
        due = due_ms(kept, order, "open", now_ms, state.devices.get(order.device))
        return [Moved(order.name, "open", "", due)]
    return [_escalated(state, fired.device, order, now_ms)]


def _escalated(state: PartitionState, site: str, order: WorkOrder, now_ms: int) -> Escalated:
    kept = site_of(state, site)
    chain = chain_of(kept, order.kind)
    level = next_level(order.level, len(chain))
    if level == order.level:
        return Escalated(order.name, order.owner, level, -1)
    step = chain[level]
    due = on_duty_ms(kept, step.owner, now_ms, step.acknowledge_ms)
    return Escalated(order.name, step.owner, level, due)


def decide_plan_timer(state: PartitionState, fired: Fired, now_ms: int) -> list[Decision]:
    """Planned work is due; none where the last of the same plan is still open."""
    site = fired.device
    kept = site_of(state, site)
    plan = kept.plans.get(fired.name)
    if plan is None or kept.plan_due_ms.get(fired.name) != fired.due_ms:
        return []
    again = PlanSet(plan.name, next_plan_ms(plan, kept.utc_offset_min, now_ms))
    by = f"plan {plan.name}"
    waiting = [order for order in kept.orders.values() if order.state != "closed"]
    if len(waiting) >= ORDERS_OPEN or any(order.by == by for order in waiting):
        return [again]
    made: Ordered = new_order(
        state, site, kept.last_number + 1, plan.kind,
        f"{site}/{plan.device}" if plan.device else site, "", now_ms, by, plan.text,
    )  # fmt: skip
    return [made, again]


def next_plan_ms(plan: Plan, utc_offset_min: int, now_ms: int) -> int:
    """When a plan is due next, after now."""
    offset_ms = utc_offset_min * MINUTE_MS
    days = [plan.weekdays >> day & 1 for day in range(WEEK_DAYS)]
    local_ms = next_round_ms(now_ms + offset_ms, EPOCH_WEEKDAY, days, [plan.clock_ms], 1)
    return local_ms - offset_ms
