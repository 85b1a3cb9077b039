"""What decisions on work orders change.

Lives here: one function a decision, and the tallies. Not here: whose an order is
(`fleet.core.orders`).
"""

from __future__ import annotations

from typing import Any

from fleet.core.applying.alarms import site_of
from fleet.core.applying.timers import set_site_timer
from fleet.core.facts import orders as made
from fleet.core.facts.orders import Site, Tally, WorkOrder
from fleet.core.inputs import ORDER, PLAN
from fleet.core.orders.chains import ORDERS_CLOSED, site_name
from fleet.core.orders.months import month_of
from fleet.core.state import PartitionState

TALLIES_KEPT = 2_000
"""Lines of months of a site: 17 kinds of three owners for more than three years."""


def _order(state: PartitionState, name: str) -> tuple[Site, WorkOrder]:
    site = site_of(state, site_name(name))
    return site, site.orders[name]


def _tally(state: PartitionState, site: Site, owner: str, kind: str) -> Tally:
    key = f"{month_of(state.now_ms, site.utc_offset_min)} {owner} {kind}"
    found = site.tallies.get(key)
    if found is None:
        found = site.tallies[key] = Tally()
        while len(site.tallies) > TALLIES_KEPT:
            del site.tallies[next(iter(site.tallies))]
    return found


def _arm(state: PartitionState, order: WorkOrder, due_ms: int) -> None:
    order.due_ms = due_ms
    if due_ms >= 0:
        set_site_timer(state, due_ms, ORDER, site_name(order.name), order.name)


def ordered(state: PartitionState, device: Any, decision: made.Ordered, given: Any) -> None:
    """New, and its clock runs."""
    name = site_name(decision.order)
    site = site_of(state, name)
    site.last_number = max(site.last_number, int(decision.order.rpartition(":")[2]))
    order = WorkOrder(
        decision.order, decision.kind, decision.device, decision.owner, state.now_ms,
        decision.due_ms, decision.alarm, level_ms=state.now_ms, by=decision.by, text=decision.text,
    )  # fmt: skip
    site.orders[order.name] = order
    _arm(state, order, decision.due_ms)
    _tally(state, site, order.owner, order.kind).opened += 1


def moved(state: PartitionState, device: Any, decision: made.Moved, given: Any) -> None:
    """A step further, or open again where no sensor said so."""
    site, order = _order(state, decision.order)
    tally = _tally(state, site, order.owner, order.kind)
    if decision.state == "open":
        order.reopened += 1
        tally.reopened += 1
        order.level_ms = state.now_ms
        order.done_ms = -1
    elif order.acknowledged_ms < 0:
        order.acknowledged_ms = state.now_ms
        tally.acknowledged += 1
        tally.acknowledge_ms += state.now_ms - order.opened_ms
    if decision.state == "started":
        order.started_ms = state.now_ms
    elif decision.state == "done":
        order.done_ms = state.now_ms
        order.done_by = decision.by
    order.state = decision.state
    _arm(state, order, decision.due_ms)


def escalated(state: PartitionState, device: Any, decision: made.Escalated, given: Any) -> None:
    """The next is asked; where nobody is left it is late."""
    site, order = _order(state, decision.order)
    if decision.level == order.level:
        order.is_late = True
        _tally(state, site, order.owner, order.kind).late += 1
        order.due_ms = -1
        return
    _tally(state, site, order.owner, order.kind).escalated += 1
    order.escalated.append((state.now_ms, decision.owner))
    order.owner = decision.owner
    order.level = decision.level
    order.level_ms = state.now_ms
    order.state = "open"
    _arm(state, order, decision.due_ms)


def order_closed(
    state: PartitionState, device: Any, decision: made.OrderClosed, given: Any
) -> None:
    """At its end; the oldest that have one are forgotten when there are too many."""
    site, order = _order(state, decision.order)
    order.state = "closed"
    order.outcome = decision.outcome
    order.closed_ms = state.now_ms
    order.due_ms = -1
    tally = _tally(state, site, order.owner, order.kind)
    tally.closed += 1
    tally.close_ms += state.now_ms - order.opened_ms
    ended = [name for name, one in site.orders.items() if one.state == "closed"]
    for name in ended[:-ORDERS_CLOSED]:
        del site.orders[name]


def plan_set(state: PartitionState, device: Any, decision: made.PlanSet, given: Any) -> None:
    """When it is due next."""
    site_of(state, given.device).plan_due_ms[decision.plan] = decision.due_ms
    set_site_timer(state, decision.due_ms, PLAN, given.device, decision.plan)


def configured(state: PartitionState, device: Any, decision: made.Configured, given: Any) -> None:
    """How a site works, whole; orders under way keep their owner and their time."""
    site = site_of(state, given.device)
    site.rules = {f"{r.alarm}@{r.model}" if r.model else r.alarm: r for r in given.rules}
    site.chains = given.chains
    site.rosters = {roster.owner: roster for roster in given.rosters}
    site.plans = {plan.name: plan for plan in given.plans}
    site.utc_offset_min = given.utc_offset_min
    site.links = {link.alarm: link for link in given.links}
    site.plan_due_ms = dict(decision.plans)
    for name, due_ms in decision.plans.items():
        set_site_timer(state, due_ms, PLAN, given.device, name)
