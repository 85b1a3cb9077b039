"""People work on orders, and say how a site works.

Lives here: what is granted. Not here: who may ask (the API's tokens), what follows from alarms.
"""

from __future__ import annotations

from devices.wire.topics import PARTITIONS, TopicRefused, partition_of, topic_of
from fleet.core.alarms.rules import DEFAULTS, SHELF_MOST_MS, kind_of, site_of
from fleet.core.decisions import Decision, Refused
from fleet.core.facts.alarms import SEVERITIES, Acknowledged, Rule
from fleet.core.facts.links import Link
from fleet.core.facts.orders import (
    Configure,
    Configured,
    Moved,
    OrderClosed,
    Plan,
    Roster,
    Step,
    Work,
    WorkOrder,
)
from fleet.core.orders.chains import KINDS, ORDERS_OPEN, due_ms, new_order
from fleet.core.orders.timers import next_plan_ms
from fleet.core.state import PartitionState

TEXT_CHARACTERS = 200
"""Of what somebody writes on an order."""

DAY_MS = 86_400_000

_BEFORE = {
    "acknowledge": ("open",),
    "start": ("open", "acknowledged"),
    "done": ("open", "acknowledged", "started"),
    "cancel": ("open", "acknowledged", "started", "done"),
}
"""In which states an act may come."""


def decide_work(state: PartitionState, work: Work, now_ms: int) -> list[Decision]:
    """What follows from an act; none where it is so already."""
    if len(work.text) > TEXT_CHARACTERS:
        return [Refused(422, f"text of {len(work.text)} characters, at most {TEXT_CHARACTERS}")]
    if work.act == "open":
        return _open(state, work, now_ms)
    if work.act not in _BEFORE:
        return [Refused(422, f"{work.act!r}: open or one of {', '.join(_BEFORE)} is expected")]
    site = work.device.partition("/")[0]
    order = site_of(state, site).orders.get(work.order)
    if order is None:
        return [Refused(404, f"{work.order}: no such order")]
    if order.state not in _BEFORE[work.act]:
        is_so = order.state in {f"{work.act}d", f"{work.act}ed", work.act}
        return [] if is_so else [Refused(409, f"{work.order} is {order.state}")]
    return _move(state, order, work, now_ms)


def _open(state: PartitionState, work: Work, now_ms: int) -> list[Decision]:
    site, _, name = work.device.partition("/")
    if work.kind not in KINDS:
        return [Refused(422, f"kind {work.kind!r}: one of {', '.join(KINDS)}")]
    if name and work.device not in state.devices:
        return [Refused(404, f"{work.device}: nobody has registered it")]
    if refused := _no_site(state, site):
        return [refused]
    kept = site_of(state, site)
    if sum(order.state != "closed" for order in kept.orders.values()) >= ORDERS_OPEN:
        return [Refused(429, f"{ORDERS_OPEN} orders of {site} are open")]
    number = kept.last_number + 1
    made = new_order(state, site, number, work.kind, work.device, "", now_ms, work.by, work.text)
    return [made]


def _no_site(state: PartitionState, site: str) -> Refused | None:
    try:
        topic_of(site, "any", "state")
    except TopicRefused as error:
        return Refused(422, str(error))
    if partition_of(site) % PARTITIONS != state.partition:
        return Refused(422, f"{site} is in partition {partition_of(site)}")
    return None


def _move(state: PartitionState, order: WorkOrder, work: Work, now_ms: int) -> list[Decision]:
    device = state.devices.get(order.device)
    site = site_of(state, order.name.rpartition(":")[0])
    waits = order.alarm and (device is None or order.alarm in device.alarms)
    if work.act == "cancel":
        if waits:
            return [Refused(409, f"{order.name} ends when {order.alarm} clears; shelve that")]
        return [OrderClosed(order.name, "cancelled")]
    if work.act == "done":
        if not waits:
            return [Moved(order.name, "done", work.by, -1), OrderClosed(order.name, "judged")]
        return [Moved(order.name, "done", work.by, due_ms(site, order, "done", now_ms, device))]
    word = "acknowledged" if work.act == "acknowledge" else "started"
    due = max(due_ms(site, order, word, order.level_ms, device), now_ms)
    moved = Moved(order.name, word, work.by, due)
    up = None if device is None else device.alarms.get(order.alarm)
    if up is not None and up.acknowledged_ms < 0:
        return [moved, Acknowledged(order.alarm, work.by)]
    return [moved]


def decide_configure(state: PartitionState, asked: Configure, now_ms: int) -> list[Decision]:
    """A site's rules, chains, rosters and plans, whole; none where it works so already."""
    if refused := _no_site(state, asked.device) or _wrong(asked):
        return [refused]
    kept = site_of(state, asked.device)
    same = (
        [*kept.rules.values()], kept.chains, [*kept.rosters.values()], [*kept.plans.values()],
        kept.utc_offset_min, [*kept.links.values()],
    )  # fmt: skip
    wanted = (
        asked.rules, asked.chains, asked.rosters, asked.plans, asked.utc_offset_min, asked.links,
    )  # fmt: skip
    if same == wanted:
        return []
    due = {plan.name: next_plan_ms(plan, asked.utc_offset_min, now_ms) for plan in asked.plans}
    return [Configured(due)]


def _wrong(asked: Configure) -> Refused | None:
    """The first thing that cannot be, with its value and what is expected."""
    if not -720 <= asked.utc_offset_min <= 840:
        return Refused(422, f"utc_offset_min {asked.utc_offset_min}: −720 … 840 is expected")
    for rule in asked.rules:
        if why := _wrong_rule(rule):
            return Refused(422, f"rule {rule.alarm}: {why}")
    for kind, steps in asked.chains.items():
        if kind and kind not in KINDS:
            return Refused(422, f"chain {kind!r}: one of {', '.join(KINDS)}")
        if not 1 <= len(steps) <= 8 or any(map(_wrong_step, steps)):
            return Refused(422, f"chain {kind!r}: 1 … 8 owners, times of 1 ms … 366 days")
    for roster in asked.rosters:
        if _wrong_roster(roster):
            return Refused(422, f"roster {roster.owner}: days of a week, clocks within a day")
    for plan in asked.plans:
        if _wrong_plan(plan):
            return Refused(422, f"plan {plan.name}: a kind of work, a day of the week, a clock")
    return next((wrong for link in asked.links if (wrong := _wrong_link(link))), None)


def _wrong_link(link: Link) -> Refused | None:
    if link.alarm not in DEFAULTS:
        return Refused(422, f"link {link.alarm}: one of {', '.join(DEFAULTS)} is expected")
    if not 0 <= link.rest_ms <= DAY_MS:
        return Refused(422, f"link {link.alarm}: rest_ms {link.rest_ms}, 0 … {DAY_MS} is expected")
    return None


def _wrong_rule(rule: Rule) -> str:
    if kind_of(rule.alarm) != rule.alarm or rule.alarm not in DEFAULTS:
        return f"one of {', '.join(DEFAULTS)} is expected"
    if rule.severity not in SEVERITIES:
        return f"severity {rule.severity!r}: one of {', '.join(SEVERITIES)}"
    if rule.order and rule.order not in KINDS:
        return f"order {rule.order!r}: one of {', '.join(KINDS)}"
    times = (rule.raise_after_ms, rule.clear_after_ms, rule.flap_window_ms, rule.quiet_ms)
    if min(times) < 0 or max(times) > 20 * SHELF_MOST_MS or rule.flaps_most < 1:
        return "times of 0 … 620 days, flaps_most of at least 1"
    return ""


def _wrong_step(step: Step) -> bool:
    times = (step.acknowledge_ms, step.done_ms)
    return not step.owner or min(times) < 1 or max(times) > 366 * DAY_MS


def _wrong_roster(roster: Roster) -> bool:
    clocks = (roster.from_clock_ms, roster.to_clock_ms)
    return not 1 <= roster.weekdays <= 127 or min(clocks) < 0 or max(clocks) > DAY_MS


def _wrong_plan(plan: Plan) -> bool:
    return (
        not plan.name
        or plan.kind not in KINDS
        or not 1 <= plan.weekdays <= 127
        or not 0 <= plan.clock_ms < DAY_MS
    )
