"""Root cause: devices of a site that are away together are one incident, which holds their alarms.

Lives here: when an incident opens, what it holds, when it is over. Not here: incidents of several
sites in one row (`fleet.core.views.incidents`).
"""

from __future__ import annotations

from fleet.core.alarms import rules
from fleet.core.alarms.rules import site_of, site_rule
from fleet.core.decisions import Decision, Rearmed
from fleet.core.facts.alarms import Freed, Held, Incident, IncidentClosed, IncidentOpened, Watch
from fleet.core.inputs import Fired
from fleet.core.state import Device, PartitionState
from fleet.policy.alarming import is_one_cause, is_over

HOLDABLE = frozenset({"offline", "mains_lost", "fault:network"})
"""Alarms that may be of the site and not of the device."""


def open_incident(state: PartitionState, site: str) -> Incident | None:
    """The incident of a site that is not over; there is at most one."""
    known = site_of(state, site).incidents.values()
    return next((incident for incident in known if incident.closed_ms < 0), None)


def hold(state: PartitionState, device: Device, alarm: str, now_ms: int) -> list[Decision]:
    """Into the incident of the site, which may open now; empty where there is none."""
    incident = open_incident(state, device.site)
    if incident is not None:
        return [Held(incident.name, alarm)]
    if not site_rule(state, device.site, "incident").is_on:
        return []
    there = [one for one in state.devices.values() if one.site == device.site and one.boot]
    away = [one for one in there if _troubles(one)]
    if not _is_common(device, there, away):
        return []
    since_ms = min(one.watches[name].since_ms for one in away for name in _troubles(one))
    name = f"{device.site}:{site_of(state, device.site).last_number + 1}"
    adopted = [
        Held(name, up, one.key)
        for one in away
        for up in _troubles(one)
        if up in one.alarms and one is not device
    ]
    opened = IncidentOpened(name, _cause(device, away), since_ms, len(away))
    return [opened, Held(name, alarm), *adopted]


def _troubles(device: Device) -> list[str]:
    """Sorted: the same again gives the same."""
    return [
        name
        for name in sorted(HOLDABLE)
        if (watch := device.watches.get(name)) is not None and watch.is_active
    ]


def _is_common(device: Device, there: list[Device], away: list[Device]) -> bool:
    least, share = rules.INCIDENT_DEVICES, rules.INCIDENT_SHARE_PERMILLE
    if is_one_cause(len(away), len(there), least, share):
        return True
    gate = device.behind or device.device
    behind = [one for one in there if gate in {one.behind, one.device}]
    gone = [one for one in away if gate in {one.behind, one.device}]
    return len(behind) > 1 and is_one_cause(len(gone), len(behind), least, 1_000) == 1


def _cause(device: Device, away: list[Device]) -> str:
    """The most that is said: mains before a gateway before the network."""
    if any("mains_lost" in _troubles(one) for one in away):
        return "mains"
    gates = {one.behind or one.device for one in away}
    return "gateway" if len(gates) == 1 else "network"


def free(
    state: PartitionState, device: Device, alarm: str, watch: Watch, now_ms: int
) -> list[Decision]:
    """Out of its incident; the incident is over with the last, or some time after most are back."""
    incident = site_of(state, device.site).incidents.get(watch.incident)
    if incident is None or incident.closed_ms >= 0:
        return [Freed(watch.incident, alarm)]
    left = len(incident.held) - 1
    if left <= 0:
        return [Freed(incident.name, alarm), IncidentClosed(incident.name)]
    few = is_over(left, incident.devices, rules.INCIDENT_END_PERMILLE)
    due_ms = now_ms + rules.INCIDENT_END_MS if few and incident.armed_ms < 0 else -1
    return [Freed(incident.name, alarm, due_ms)]


def decide_incident_timer(state: PartitionState, fired: Fired, now_ms: int) -> list[Decision]:
    """Few were left some time ago: if that is still so, they are alarms of their own."""
    incident = site_of(state, fired.device).incidents.get(fired.name)
    if incident is None or incident.closed_ms >= 0 or incident.armed_ms != fired.due_ms:
        return []
    if is_over(len(incident.held), incident.devices, rules.INCIDENT_END_PERMILLE):
        return [IncidentClosed(incident.name)]
    return [Rearmed(now_ms + rules.INCIDENT_END_MS)]
