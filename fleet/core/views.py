"""What people and programs are shown of the state: rows of plain values.

Lives here: devices, one device whole, the firmware inventory, quarantine, events. Not here:
tables, HTTP. Times are milliseconds since 1970 UTC on the manager's clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from fleet.core.coding import decode_decisions, decode_input
from fleet.core.decisions import (
    Born,
    Decision,
    Heard,
    Measured,
    Rearmed,
    Released,
    Repeated,
)
from fleet.core.facts.alarms import Incident
from fleet.core.inputs import Arrived, Done
from fleet.core.state import Device, PartitionState
from fleet.ports.journal import Record

INCIDENT_GAP_MS = 30_000
"""Longer than a broker needs to tell 8,000 wills, shorter than it takes two things to break by
chance at two sites."""

_QUIET = (Heard, Measured, Rearmed, Released, Repeated)
"""Decisions that are no event: they follow from every message."""


def devices(states: Iterable[PartitionState]) -> list[Device]:
    """All devices by site and name."""
    found = [device for state in states for device in state.devices.values()]
    return sorted(found, key=lambda device: (device.site, device.device))


def device_row(device: Device) -> dict[str, Any]:
    """A line of `fleet devices`."""
    return {
        "site": device.site,
        "device": device.device,
        "kind": device.kind,
        "model": device.model,
        "presence": device.presence,
        "since_ms": device.since_ms,
        "heard_ms": device.heard_ms,
        "firmware": device.firmware,
        "alarms": sorted(device.alarms),
        "groups": device.groups,
        "messages": device.messages,
        "lost": device.lost,
        "quarantined": device.quarantined,
        "clock_offset_ms": device.offset_ms,
        "shadow_pending": device.reported_version < device.desired_version,
        "linkage": linkage_row(device),
    }


def linkage_row(device: Device) -> dict[str, Any] | None:
    """What is wanted of a device because of alarms; None where nothing ever was.

    `confirmed`: it has answered what it was told.
    """
    linkage = device.linkage
    if linkage is None:
        return None
    return {
        "locked": linkage.locked,
        "toward": linkage.toward,
        "walk_m": linkage.walk_m,
        "alarms": linkage.alarms,
        "confirmed": not (linkage.lid or linkage.display),
    }


def linkage_words(row: dict[str, Any] | None) -> str:
    """A row of `linkage_row` in a few words, "" where nothing is wanted."""
    if row is None:
        return ""
    said = ["lid locked"] if row["locked"] else []
    if row["toward"]:
        far = f" ({row['walk_m']} m)" if row["walk_m"] >= 0 else ""
        said.append(f"shows the way to {row['toward']}{far}")
    said += [f"for {alarm}" for alarm in row["alarms"]]
    return ", ".join(said if row["confirmed"] else [*said, "not confirmed"])


def device_page(device: Device) -> dict[str, Any]:
    """Everything that is known of a device; its newest telemetry read."""
    page: dict[str, Any] = msgspec.to_builtins(device)
    page["measured"] = measured_of(device)
    page["linkage"] = linkage_row(device)
    page["corrected_ms"] = -1 if device.time_ms < 0 else device.time_ms + device.offset_ms
    return page


def measured_of(device: Device) -> dict[str, Any] | None:
    """Its newest telemetry as it came; None where there was none."""
    found: dict[str, Any] | None = msgspec.json.decode(device.measured) if device.measured else None
    return found


def firmware_inventory(known: Iterable[Device], now_ms: int) -> list[dict[str, Any]]:
    """Model by model, which versions run on how many devices, and how far behind the newest.

    `behind`: versions of that model, as seen in the fleet, that are newer. `days`: since the device
    that has run it longest took it up, by the manager's clock.
    """
    models: dict[str, dict[str, list[Device]]] = {}
    for device in known:
        if device.firmware:
            models.setdefault(device.model, {}).setdefault(device.firmware, []).append(device)
    rows = []
    for model, versions in sorted(models.items()):
        for behind, version in enumerate(sorted(versions, key=version_key, reverse=True)):
            running = versions[version]
            since_ms = min(d.firmware_ms for d in running)
            rows.append(
                {
                    "model": model,
                    "version": version,
                    "devices": len(running),
                    "behind": behind,
                    "slots": {s: sum(d.slot == s for d in running) for s in ("a", "b")},
                    "days": (now_ms - since_ms) // 86_400_000,
                }
            )
    return rows


def version_key(version: str) -> list[tuple[int, int, str]]:
    """Orders versions by their numbers, then by words; 1.10.0 is after 1.9.2."""
    return [
        (1, int(part), "") if part.isdecimal() else (0, 0, part)
        for part in re.findall(r"[0-9]+|[A-Za-z]+", version)
    ]


def quarantine_rows(states: Iterable[PartitionState]) -> list[dict[str, Any]]:
    """What was put aside last, oldest first."""
    rows = [
        {"partition": state.partition, **msgspec.to_builtins(item)}
        for state in states
        for item in state.quarantine
    ]
    return sorted(rows, key=lambda row: (row["now_ms"], row["partition"], row["sequence"]))


def stranger_rows(states: Iterable[PartitionState]) -> list[dict[str, Any]]:
    """Devices that speak and that nobody has registered, the newest last."""
    rows = [
        {"device": key, **msgspec.to_builtins(stranger)}
        for state in states
        for key, stranger in state.strangers.items()
    ]
    return sorted(rows, key=lambda row: (row["last_ms"], row["device"]))


def incidents(
    states: Iterable[PartitionState], site: str | None = None, *, closed: bool = False
) -> list[dict[str, Any]]:
    """Incidents of sites that are not over (`closed`: also those that are and are still kept), the
    newest last; of one site, or of all.

    Those of several sites are one row where no more than INCIDENT_GAP_MS lies between one and the
    next: a broker, a network, a power cut. `devices`: that it holds still; `closed_ms`: when the
    last of them was over, −1 while one is not.
    """
    known = sorted(
        (
            (name, incident)
            for state in states
            for name, kept in state.sites.items()
            for incident in kept.incidents.values()
            if site in {None, name} and (closed or incident.closed_ms < 0)
        ),
        key=lambda one: (one[1].since_ms, one[1].name),
    )
    found: list[list[tuple[str, Incident]]] = []
    for one in known:
        if found and one[1].since_ms - found[-1][-1][1].since_ms <= INCIDENT_GAP_MS:
            found[-1].append(one)
        else:
            found.append([one])
    return [_incident_row(together) for together in found]


def _incident_row(together: list[tuple[str, Incident]]) -> dict[str, Any]:
    parts = [incident for _, incident in together]
    ends = [incident.closed_ms for incident in parts]
    return {
        "since_ms": parts[0].since_ms,
        "last_ms": parts[-1].since_ms,
        "devices": sum(len({held.split(" ")[0] for held in one.held}) for one in parts),
        "sites": sorted({site for site, _ in together}),
        "causes": sorted({incident.cause for incident in parts}),
        "incidents": [incident.name for incident in parts],
        "closed_ms": -1 if min(ends) < 0 else max(ends),
    }


def counters(states: Iterable[PartitionState]) -> dict[str, int]:
    """The ledger: messages = stored + repeated + quarantined + wills and such; and what is missing.

    `lost`: numbers that were waited for in vain; `dropped`: those a device declared so.
    """
    names = ("messages", "stored", "repeated", "quarantined", "lost", "dropped")
    total = dict.fromkeys(names, 0)
    for state in states:
        for name in names:
            total[name] += getattr(state, name)
    return total


def event_rows(record: Record, measured_at: str = "") -> Iterator[dict[str, Any]]:
    """What a record tells people: one row for each decision that is an event.

    `measured_at`: a site whose telemetry is told, too, as `measured`; "" for none.
    """
    given = decode_input(record.input)
    if isinstance(given, Done):
        return
    key = "/".join(given.topic.split("/")[3:5]) if isinstance(given, Arrived) else given.device
    for decision in decode_decisions(record.decisions):
        if isinstance(decision, Measured) and measured_at == key.partition("/")[0]:
            yield _measured_row(record, key, given)
        elif not isinstance(decision, _QUIET):
            yield {
                "now_ms": record.now_ms,
                "partition": record.partition,
                "sequence": record.sequence,
                "device": key,
                "by": getattr(given, "by", ""),
                "event": event_name(decision),
                **msgspec.structs.asdict(decision),
            }


def _measured_row(record: Record, key: str, given: Any) -> dict[str, Any]:
    return {
        "now_ms": record.now_ms, "partition": record.partition, "sequence": record.sequence,
        "device": key, "by": "", "event": "measured",
        "measured": msgspec.json.decode(given.payload),
    }  # fmt: skip


def event_name(decision: Decision) -> str:
    """How an event is called: the decision in small letters; a birth says which presence."""
    if isinstance(decision, Born):
        return decision.presence
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(decision).__name__).lower()
