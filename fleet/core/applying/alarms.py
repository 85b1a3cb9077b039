"""What decisions on alarms, incidents and linkage change.

Lives here: one function a decision. Not here: when an alarm goes up (`fleet.core.alarms`).
"""

from __future__ import annotations

from typing import Any

from fleet.core.alarms.rules import WATCHES_KEPT
from fleet.core.applying.requests import closed, send_command
from fleet.core.applying.timers import set_site_timer, set_timer
from fleet.core.decisions import Closed
from fleet.core.facts import alarms as made
from fleet.core.facts import links as of_links
from fleet.core.facts.alarms import Alarm, Incident, Trend, Watch
from fleet.core.facts.orders import Site
from fleet.core.inputs import ALARM, INCIDENT, LINK, SHELF
from fleet.core.state import Command, Device, PartitionState

INCIDENTS_CLOSED = 50
"""Incidents of a site that are over and kept to be looked at."""


def site_of(state: PartitionState, site: str) -> Site:
    """What is kept of a site, from now on."""
    kept = state.sites.get(site)
    if kept is None:
        kept = state.sites[site] = Site()
    return kept


def watched(state: PartitionState, device: Device, decision: made.Watched, given: Any) -> None:
    """Remember the condition; set its timer."""
    if decision.device:
        device = state.devices[decision.device]
    alarm = decision.alarm
    before = device.watches.get(alarm)
    seen = decision.seen
    if seen is None:
        seen = {} if before is None else before.seen
    watch = Watch(
        decision.is_active, decision.since_ms, decision.value, decision.flaps,
        decision.flaps_from_ms, -1 if before is None else before.armed_ms,
        "" if before is None else before.incident, seen,
    )  # fmt: skip
    device.watches[alarm] = watch
    if decision.due_ms >= 0:
        watch.armed_ms = decision.due_ms
        set_timer(state, decision.due_ms, ALARM, device, alarm)
    if before is None and len(device.watches) > WATCHES_KEPT:
        over = (
            name
            for name, one in device.watches.items()
            if not one.is_active and name not in device.alarms and not one.incident
        )
        device.watches.pop(next(over, alarm))


def raised(state: PartitionState, device: Device, decision: made.Raised, given: Any) -> None:
    """Up since now."""
    device.alarms[decision.alarm] = Alarm(
        state.now_ms, decision.value, decision.severity, is_flapping=decision.is_flapping
    )
    if decision.due_ms >= 0:
        set_timer(state, decision.due_ms, ALARM, device, decision.alarm)
        device.watches[decision.alarm].armed_ms = decision.due_ms


def cleared(state: PartitionState, device: Device, decision: made.Cleared, given: Any) -> None:
    """Down again."""
    device.alarms.pop(decision.alarm, None)


def graded(state: PartitionState, device: Device, decision: made.Graded, given: Any) -> None:
    """More severe."""
    if up := device.alarms.get(decision.alarm):
        up.severity = decision.severity


def acknowledged(
    state: PartitionState, device: Device | None, decision: made.Acknowledged, given: Any
) -> None:
    """Seen by somebody; the device of an order's input is the order's."""
    if device is None:
        site = site_of(state, given.order.rpartition(":")[0])
        device = state.devices.get(site.orders[given.order].device)
    if device is not None and (up := device.alarms.get(decision.alarm)):
        up.acknowledged_ms = state.now_ms
        up.acknowledged_by = decision.by


def shelved(state: PartitionState, device: Device, decision: made.Shelved, given: Any) -> None:
    """On the shelf until its timer, or off it."""
    device.shelved.pop(decision.alarm, None)
    if decision.until_ms:
        device.shelved[decision.alarm] = decision.until_ms
        set_timer(state, decision.until_ms, SHELF, device, decision.alarm)


def trended(state: PartitionState, device: Device, decision: made.Trended, given: Any) -> None:
    """How it fills."""
    device.trend = Trend(
        decision.from_ms,
        decision.from_permille,
        decision.rate_per_day,
        decision.emptied_ms,
        decision.doubted,
    )


def habituated(
    state: PartitionState, device: Device, decision: made.Habituated, given: Any
) -> None:
    """What it usually does; of a door in order nothing is kept."""
    habit = decision.habit
    if ":" in decision.alarm and not habit.evidence_mnat:
        device.habits.pop(decision.alarm, None)
    else:
        device.habits[decision.alarm] = habit


def incident_opened(
    state: PartitionState, device: Device, decision: made.IncidentOpened, given: Any
) -> None:
    """One for the whole site."""
    site = site_of(state, device.site)
    site.last_number = max(site.last_number, int(decision.incident.rpartition(":")[2]))
    site.incidents[decision.incident] = Incident(
        decision.incident,
        decision.cause,
        decision.since_ms,
        state.now_ms,
        devices=decision.devices,
    )
    over = [name for name, one in site.incidents.items() if one.closed_ms >= 0]
    for name in over[:-INCIDENTS_CLOSED]:
        del site.incidents[name]


def held(state: PartitionState, device: Device, decision: made.Held, given: Any) -> None:
    """No alarm of its own, or none any more."""
    key = decision.device or device.key
    held_device = state.devices[key]
    incident = site_of(state, device.site).incidents[decision.incident]
    incident.held[f"{key} {decision.alarm}"] = state.now_ms
    incident.devices = max(incident.devices, len({name.split(" ")[0] for name in incident.held}))
    held_device.alarms.pop(decision.alarm, None)
    if watch := held_device.watches.get(decision.alarm):
        watch.incident = incident.name


def freed(state: PartitionState, device: Device, decision: made.Freed, given: Any) -> None:
    """Its own again; the incident looks at itself later."""
    if watch := device.watches.get(decision.alarm):
        watch.incident = ""
    incident = site_of(state, device.site).incidents.get(decision.incident)
    if incident is not None:
        incident.held.pop(f"{device.key} {decision.alarm}", None)
        if decision.due_ms >= 0:
            incident.armed_ms = decision.due_ms
            set_site_timer(state, decision.due_ms, INCIDENT, device.site, incident.name)


def incident_closed(
    state: PartitionState, device: Device | None, decision: made.IncidentClosed, given: Any
) -> None:
    """Over; each that is still away gets a timer, due at once, for an alarm of its own."""
    site, _, _ = decision.incident.rpartition(":")
    incident = site_of(state, site).incidents[decision.incident]
    incident.closed_ms = state.now_ms
    for name in incident.held:
        key, _, alarm = name.partition(" ")
        away = state.devices.get(key)
        if away is not None and (watch := away.watches.get(alarm)):
            watch.incident = ""
            watch.armed_ms = state.now_ms
            set_timer(state, state.now_ms, ALARM, away, alarm)


def linked(
    state: PartitionState, device: Device | None, decision: of_links.Linked, given: Any
) -> None:
    """Wanted, and told what is new of it."""
    one = state.devices[decision.device]
    linkage = one.linkage
    if linkage is None:
        linkage = one.linkage = of_links.Linkage()
    linkage.locked, linkage.toward = decision.locked, decision.toward
    linkage.walk_m, linkage.alarms = decision.walk_m, decision.alarms
    linkage.rest_ms = decision.rest_ms
    known = site_of(state, one.site).linked
    if bool(decision.alarms) != (one.key in known):
        (known.append if decision.alarms else known.remove)(one.key)
    if decision.lid or decision.display:
        linkage.told_ms, linkage.boot = state.now_ms, decision.boot
    if decision.lid:
        words: dict[str, Any] = {"locked": decision.locked}
        linkage.lid = _tell(state, one, linkage.lid, "lock_lid", words, decision)
    if decision.display:
        words = {"toward": decision.toward} if decision.toward else {}
        if decision.walk_m >= 0:
            words["walk_m"] = decision.walk_m
        linkage.display = _tell(state, one, linkage.display, "point_to", words, decision)


def _tell(
    state: PartitionState, device: Device, before: str, command: str, words: dict[str, Any],
    decision: of_links.Linked,
) -> str:  # fmt: skip
    """A command under a new fence; the one before it is over."""
    old = device.commands.get(before)
    if old is not None and not old.outcome:
        closed(state, device, Closed(before, "expired", "another came after it"), None)
    fence = state.sequence
    name = f"{command}-{fence}".replace("_", "-")
    told = Command(
        name, command, {**words, "fence": fence}, of_links.BY_LINKAGE, state.now_ms,
        decision.expires_ms,
    )  # fmt: skip
    send_command(state, device, told, 1, decision.retry_ms)
    return name


def link_put_off(
    state: PartitionState, device: Device | None, decision: of_links.LinkPutOff, given: Any
) -> None:
    """Looked at then."""
    one = state.devices[decision.device]
    if one.linkage is None:
        one.linkage = of_links.Linkage()
    one.linkage.armed_ms = decision.due_ms
    set_timer(state, decision.due_ms, LINK, one)
