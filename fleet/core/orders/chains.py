"""Whose work it is, and until when: chains, duty, the service-level clock.

Lives here: defaults and look-ups. Not here: what happens when a time is over (`timers`).
"""

from __future__ import annotations

from fleet.core.alarms.rules import CONFIRM_AT_LEAST_MS, CONFIRM_INTERVALS, HOUR_MS, MINUTE_MS
from fleet.core.facts.orders import Ordered, Roster, Site, Step, WorkOrder
from fleet.core.state import Device, PartitionState
from fleet.policy.escalation import allowed_ms, due_on_duty_ms, is_on_duty

DEFAULT_CHAIN = [
    Step("property", 30 * MINUTE_MS, 4 * HOUR_MS),
    Step("community", HOUR_MS, 8 * HOUR_MS),
    Step("city", 2 * HOUR_MS, 24 * HOUR_MS),
]
"""Levels as in the Hangzhou programme: property, community, city management; times assumed."""

KINDS = (
    "advise", "change_battery", "check_sensor", "clean", "close_door", "empty_bin", "find_device",
    "inspect", "make_room", "pick_up_bag", "power", "repair", "restore_site", "save_goods",
    "secure", "set_clock", "supervise",
)  # fmt: skip
"""Kinds of work order; `clean` and `inspect` come from people and plans alone."""

ORDERS_OPEN = 2_000
"""Orders of a site that are not closed; more are refused, or left to their alarm."""

ORDERS_CLOSED = 200
"""Closed orders of a site that are kept to be looked at; the tallies keep count of all."""

WEEK_MS = 7 * 24 * HOUR_MS

STAGES = {"open": 0, "acknowledged": 1, "started": 1, "done": 2}

_ALWAYS = Roster("")


def chain_of(site: Site, kind: str) -> list[Step]:
    """The owners of a kind of work at a site, in turn."""
    return site.chains.get(kind) or site.chains.get("") or DEFAULT_CHAIN


def due_ms(site: Site, order: WorkOrder, state: str, start_ms: int, device: Device | None) -> int:
    """When the stage that begins at `start_ms` is over, by the duty hours of the order's owner."""
    chain = chain_of(site, order.kind)
    step = chain[min(order.level, len(chain) - 1)]
    interval_ms = 0 if device is None else device.interval_ms
    confirm_ms = max(CONFIRM_AT_LEAST_MS, CONFIRM_INTERVALS * interval_ms)
    stage = STAGES[state]
    long_ms = allowed_ms(stage, step.acknowledge_ms, step.done_ms, confirm_ms)
    if state == "done":
        return start_ms + long_ms
    return on_duty_ms(site, step.owner, start_ms, long_ms)


def on_duty_ms(site: Site, owner: str, start_ms: int, long_ms: int) -> int:
    """When an owner has been on duty for so long."""
    hours = site.rosters.get(owner, _ALWAYS)
    return due_on_duty_ms(
        start_ms, long_ms, site.utc_offset_min * MINUTE_MS, hours.weekdays, hours.from_clock_ms,
        hours.to_clock_ms,
    )  # fmt: skip


def who_is_there(site: Site, owner: str, now_ms: int) -> str:
    """Whose week it is, "" where nobody is on duty or nobody is named."""
    hours = site.rosters.get(owner, _ALWAYS)
    offset_ms = site.utc_offset_min * MINUTE_MS
    there = is_on_duty(now_ms, offset_ms, hours.weekdays, hours.from_clock_ms, hours.to_clock_ms)
    if not there or not hours.people:
        return ""
    # Weeks begin on Monday: 1970-01-05 was the first.
    week = (now_ms + offset_ms - 4 * 24 * HOUR_MS) // WEEK_MS
    return hours.people[week % len(hours.people)]


def new_order(
    state: PartitionState, site: str, number: int, kind: str, device: str, alarm: str,
    now_ms: int, by: str = "", text: str = "",
) -> Ordered:  # fmt: skip
    """An order for the first of its chain."""
    kept = state.sites.get(site) or Site()
    step = chain_of(kept, kind)[0]
    due = on_duty_ms(kept, step.owner, now_ms, step.acknowledge_ms)
    return Ordered(f"{site}:{number}", kind, device, alarm, step.owner, due, by, text)


def site_name(order: str) -> str:
    """The site in the name of an order or an incident."""
    return order.rpartition(":")[0]
