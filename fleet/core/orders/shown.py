"""What people are shown of alarms, orders and a day's work: rows of plain values.

Lives here: lists, the day of a site, the sheet of a month. Not here: tables, HTTP, rows of devices
(`fleet.core.views`). Times are milliseconds since 1970 UTC on the manager's clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from fleet.core.alarms.rules import DAY_MS, kind_of, rule_of, site_of, site_rule
from fleet.core.facts.alarms import SEVERITIES
from fleet.core.facts.orders import Site, WorkOrder
from fleet.core.orders.chains import who_is_there
from fleet.core.orders.following import order_of
from fleet.core.orders.timers import next_plan_ms
from fleet.core.state import HERE, Device, PartitionState
from fleet.policy.alarming import full_in_ms

NEVER_MS = 2**62


def alarm_rows(states: Iterable[PartitionState]) -> list[dict[str, Any]]:
    """Alarms that are up, and incidents that are not over; the most severe first, then by age."""
    rows = []
    for state in states:
        for device in state.devices.values():
            rows += [_alarm_row(state, device, alarm) for alarm in device.alarms]
        for name, site in state.sites.items():
            rows += _incident_rows(state, name, site)
    return sorted(
        rows,
        key=lambda row: (
            -SEVERITIES.index(row["severity"]), row["since_ms"], row["device"], row["alarm"],
        ),
    )  # fmt: skip


def runbook_of(kind: str) -> str:
    """The page of the documentation that says what to do; `zh/` beside it in Chinese."""
    return f"docs/runbook/{kind}.md"


def _alarm_row(state: PartitionState, device: Device, alarm: str) -> dict[str, Any]:
    up = device.alarms[alarm]
    order = order_of(state, device.site, device.key, alarm)
    return {
        "device": device.key,
        "alarm": alarm,
        "severity": up.severity,
        "since_ms": up.since_ms,
        "value": up.value,
        "flapping": up.is_flapping,
        "acknowledged_by": up.acknowledged_by,
        "shelved_until_ms": device.shelved.get(alarm, -1),
        "order": order.name if order else "",
        "owner": order.owner if order else "",
        "runbook": runbook_of(kind_of(alarm)),
    }


def _incident_rows(state: PartitionState, name: str, site: Site) -> list[dict[str, Any]]:
    rows = []
    for incident in site.incidents.values():
        if incident.closed_ms >= 0:
            continue
        order = order_of(state, name, name, f"incident:{incident.name}")
        rows.append(
            {
                "device": name,
                "alarm": f"incident:{incident.cause}",
                "severity": site_rule(state, name, "incident").severity,
                "since_ms": incident.since_ms,
                "value": len({held.split(" ")[0] for held in incident.held}),
                "flapping": False,
                "acknowledged_by": order.by if order and order.state != "open" else "",
                "shelved_until_ms": -1,
                "order": order.name if order else "",
                "owner": order.owner if order else "",
                "runbook": runbook_of("incident"),
            }
        )
    return rows


def order_rows(states: Iterable[PartitionState], closed: bool) -> list[dict[str, Any]]:
    """Orders that are not closed (or all that are kept), those due next first."""
    rows = []
    for state in states:
        for site in state.sites.values():
            rows += [
                order_row(site, order, state.now_ms)
                for order in site.orders.values()
                if closed or order.state != "closed"
            ]
    return sorted(rows, key=lambda row: (_urgency(row["due_ms"]), row["opened_ms"], row["order"]))


def _urgency(due_ms: int) -> int:
    return NEVER_MS if due_ms < 0 else due_ms


def order_row(site: Site, order: WorkOrder, now_ms: int) -> dict[str, Any]:
    """A line of `fleet orders`; `who`: of the owner's people, whose week it is."""
    return {
        "order": order.name,
        "kind": order.kind,
        "device": order.device,
        "alarm": order.alarm,
        "state": order.state,
        "owner": order.owner,
        "who": who_is_there(site, order.owner, now_ms),
        "opened_ms": order.opened_ms,
        "due_ms": order.due_ms,
        "late": order.is_late,
        "escalated": len(order.escalated),
        "reopened": order.reopened,
        "outcome": order.outcome,
        "closed_ms": order.closed_ms,
        "text": order.text,
    }


def today_rows(states: Iterable[PartitionState], site: str, now_ms: int) -> list[dict[str, Any]]:
    """What the staff of a site have to do until this time tomorrow, what is due first on top.

    Orders; bins that will be full; work that is planned; devices that are away or out of rule and
    have no order; parcels that are overdue or are to be taken back, bank by bank.
    """
    rows: list[dict[str, Any]] = []
    for state in states:
        kept = site_of(state, site)
        for order in kept.orders.values():
            if order.state != "closed":
                why = order.alarm or order.text or order.by
                rows.append(_task(order.kind, order.device, order.owner, order.due_ms, why))
        for plan in kept.plans.values():
            due_ms = next_plan_ms(plan, kept.utc_offset_min, now_ms)
            if due_ms <= now_ms + DAY_MS:
                where = f"{site}/{plan.device}" if plan.device else site
                rows.append(_task(plan.kind, where, "", due_ms, plan.text or plan.name))
        for device in state.devices.values():
            if device.site == site:
                rows += _tasks_of(state, device, now_ms)
        rows += _parcels_of(state, site)
    return sorted(rows, key=lambda row: (_urgency(row["due_ms"]), row["what"], row["device"]))


def _task(what: str, device: str, owner: str, due_ms: int, why: str) -> dict[str, Any]:
    return {"what": what, "device": device, "owner": owner, "due_ms": due_ms, "why": why}


def _tasks_of(state: PartitionState, device: Device, now_ms: int) -> list[dict[str, Any]]:
    found = []
    for alarm, up in device.alarms.items():
        if not order_of(state, device.site, device.key, alarm) and alarm != "filling":
            kind = rule_of(state, device, alarm.partition(":")[0]).order
            until_ms = device.shelved.get(alarm, -1)
            why = f"{alarm}, shelved" if until_ms >= 0 else alarm
            found.append(_task(kind or "look", device.key, "", until_ms, f"{why} = {up.value}"))
    full_ms = _full_ms(device)
    if "overflow" not in device.alarms and 0 <= full_ms <= now_ms + DAY_MS:
        found.append(_task("empty_bin", device.key, "", full_ms, "will be full"))
    if device.presence not in HERE and not device.alarms and device.presence != "sleeping":
        found.append(_task("look", device.key, "", -1, device.presence))
    return found


def _parcels_of(state: PartitionState, site: str) -> list[dict[str, Any]]:
    """A line for the take-backs and one for the overdue parcels of each bank."""
    found: Counter[tuple[str, str]] = Counter()
    for lease in state.parcels.leases.values():
        is_here = lease.bank.partition("/")[0] == site and not lease.ended
        if is_here and (lease.wanted_back or lease.overdue_ms >= 0):
            what = "take_back" if lease.wanted_back else "overdue"
            found[what, lease.bank] += 1
    return [
        _task(what, bank, "", -1, f"{parcels} parcels")
        for (what, bank), parcels in sorted(found.items())
    ]


def _full_ms(device: Device) -> int:
    """When a bin will be full at its present rate, −1 where that is not known."""
    trend = device.trend
    if trend is None:
        return -1
    long_ms = full_in_ms(trend.from_permille, trend.rate_per_day)
    return -1 if long_ms < 0 else trend.from_ms + long_ms


def sheet_rows(
    states: Iterable[PartitionState], month: str, site: str | None = None
) -> list[dict[str, Any]]:
    """A month by site, owner and kind of work; means in minutes, −1 where there are none."""
    rows = []
    for state in states:
        for name, kept in state.sites.items():
            if site not in {None, name}:
                continue
            for key, tally in kept.tallies.items():
                of_month, owner, kind = key.split(" ")
                if of_month == month:
                    rows.append(
                        {
                            "site": name, "owner": owner, "kind": kind, "opened": tally.opened,
                            "closed": tally.closed, "escalated": tally.escalated,
                            "late": tally.late, "reopened": tally.reopened,
                            "mean_acknowledge_min": _mean(tally.acknowledge_ms, tally.acknowledged),
                            "mean_close_min": _mean(tally.close_ms, tally.closed),
                        }
                    )  # fmt: skip
    return sorted(rows, key=lambda row: (row["site"], row["owner"], row["kind"]))


def _mean(total_ms: int, count: int) -> float:
    return round(total_ms / count / 60_000, 1) if count else -1.0
