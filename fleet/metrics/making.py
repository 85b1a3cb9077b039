"""What messages and decisions become: points, and changes of the fold.

Lives here: one function a decision, by table. Not here: reading records (`fleet.metrics.points`),
telemetry (`fleet.metrics.measuring`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devices.wire.codec import PayloadRefused, decode
from devices.wire.happenings import DoorMoved, OccupancyChanged, Sighting
from devices.wire.topics import parse_topic
from fleet.core import decisions as made
from fleet.core.decisions import Decision, Heard
from fleet.core.facts.alarms import Cleared, Held, Raised
from fleet.core.inputs import Arrived, Input, Register
from fleet.metrics import catalogue
from fleet.metrics.fold import COMMANDS_KEPT, STAYS_KEPT, Fold, Known
from fleet.metrics.measuring import measure
from fleet.metrics.ordering import follow_order
from fleet.metrics.points import Fields, Points

_Making = Callable[[Points, Known, Any, Any, int], None]


def follow(points: Points, given: Input, decided: list[Decision], now_ms: int) -> None:
    """Points of a record, and the fold after it."""
    fold = points.fold
    known = known_of(fold, given)
    if isinstance(given, Arrived):
        fold.ledger.messages += 1
    if isinstance(given, Register) and any(isinstance(d, made.Registered) for d in decided):
        known = _registered(fold, given)
        write_registry(points, known, now_ms)
    time_ms = happened_ms(decided, now_ms)
    for decision in decided:
        _count(fold, decision)
        follow_order(points, decision, given, now_ms)
        if isinstance(decision, made.Quarantined):
            _quarantined(points, known, decision, given, now_ms)
        elif known is not None and type(decision) in _MAKING:
            _MAKING[type(decision)](points, known, decision, given, time_ms)
    if known is not None and isinstance(given, Arrived) and decided:
        _said(points, known, given, decided, now_ms)


def known_of(fold: Fold, given: Input) -> Known | None:
    """The device that an input is about, where it is known."""
    if isinstance(given, Arrived):
        return fold.devices.get("/".join(given.topic.split("/")[3:5]))
    return fold.devices.get(getattr(given, "device", ""))


def happened_ms(decided: list[Decision], now_ms: int) -> int:
    """When it happened: by the corrected clock of who told it, but not after the record."""
    first = decided[0] if decided else None
    if isinstance(first, Heard):
        return max(0, min(first.time_ms + first.offset_ms, now_ms))
    return now_ms


def _count(fold: Fold, decision: Decision) -> None:
    ledger = fold.ledger
    match decision:
        case made.Heard():
            ledger.stored += 1
        case made.Repeated():
            ledger.repeated += 1
        case made.Quarantined():
            ledger.quarantined += 1
        case made.GapDeclared():
            ledger.lost += decision.lost
            ledger.dropped += decision.dropped


def _registered(fold: Fold, given: Register) -> Known:
    known = fold.devices.get(given.device)
    if known is None:
        site, _, device = given.device.partition("/")
        known = fold.devices[given.device] = Known(site, device, given.kind)
    known.kind = given.kind
    known.groups = list(given.groups)
    return known


def write_registry(points: Points, known: Known, time_ms: int) -> None:
    """To which communities it belongs: walls choose sites by it."""
    for group in known.groups or ["none"]:
        tags = {"kind": known.kind, "community": group}
        points.put(catalogue.REGISTRY, known, tags, {"groups": len(known.groups)}, time_ms)


def _said(
    points: Points, known: Known, given: Arrived, decided: list[Decision], now_ms: int
) -> None:
    """The message itself; one of a contract that is no longer read has no points."""
    heard = decided[0]
    if not isinstance(heard, Heard):
        return
    topic = parse_topic(given.topic)
    if topic.channel not in {"telemetry", "event"}:
        return
    try:
        message = decode(topic, given.payload)
    except PayloadRefused:
        return
    if topic.channel == "telemetry":
        is_newest = any(isinstance(d, made.Measured) for d in decided)
        measure(points, known, message, heard, now_ms, is_newest=is_newest)
    else:
        _event(points, known, message, happened_ms(decided, now_ms))


def _event(points: Points, known: Known, message: Any, time_ms: int) -> None:
    if isinstance(message, OccupancyChanged):
        _stay(points, known, message, time_ms)
    elif isinstance(message, DoorMoved):
        moved = {"open": {"openings": 1}, "jammed": {"jams": 1}}.get(message.door)
        if moved:
            fields = {**moved, "compartment": message.compartment}
            points.put(catalogue.DOOR, known, {}, fields, time_ms)
    elif isinstance(message, Sighting):
        tags = {"sighting": str(message.__struct_config__.tag)}
        sure = message.confidence_permille
        fields = {"sightings": int(not message.ended), "confidence_permille": sure}
        points.put(catalogue.SIGHTING, known, tags, fields, time_ms)


def _stay(points: Points, known: Known, message: OccupancyChanged, time_ms: int) -> None:
    number = message.compartment
    if message.occupancy == "occupied":
        if len(known.stays) < STAYS_KEPT or number in known.stays:
            known.stays[number] = time_ms
        fields: Fields = {"deposits": 1, "compartment": number}
    elif message.occupancy == "empty":
        since_ms = known.stays.pop(number, None)
        dwell_ms = None if since_ms is None else max(0, time_ms - since_ms)
        fields = {"collections": 1, "dwell_ms": dwell_ms, "compartment": number}
    else:
        return
    points.put(catalogue.STAY, known, {}, fields, time_ms)


def _came(points: Points, known: Known, presence: str, time_ms: int) -> None:
    away_ms = None if known.is_here or known.since_ms < 0 else max(0, time_ms - known.since_ms)
    if not known.is_here:
        known.since_ms = time_ms
    known.presence = presence
    fields: Fields = {"here": 1, "presence": presence, "away_ms": away_ms}
    points.put(catalogue.PRESENCE, known, {"kind": known.kind}, fields, time_ms)


def _born(points: Points, known: Known, born: made.Born, given: Any, time_ms: int) -> None:
    _came(points, known, born.presence, time_ms)
    if born.firmware != known.firmware or born.model != known.model:
        fields = {"version": born.firmware, "previous": known.firmware}
        points.put(catalogue.FIRMWARE, known, {"model": born.model}, fields, time_ms)
        known.model, known.firmware = born.model, born.firmware


def _presumed(points: Points, known: Known, presumed: Any, given: Any, time_ms: int) -> None:
    _came(points, known, "ready", time_ms)


def _left(points: Points, known: Known, left: made.Left, given: Any, time_ms: int) -> None:
    known.presence, known.since_ms = left.presence, time_ms
    fields: Fields = {"here": known.is_here, "presence": left.presence}
    points.put(catalogue.PRESENCE, known, {"kind": known.kind}, fields, time_ms)


def _raised(points: Points, known: Known, raised: Raised, given: Any, time_ms: int) -> None:
    kind, _, detail = raised.alarm.partition(":")
    known.alarms[raised.alarm] = time_ms
    fields: Fields = {
        "active": 1, "value": raised.value, "detail": detail, "severity": raised.severity,
    }  # fmt: skip
    points.put(catalogue.ALARM, known, {"alarm": kind}, fields, time_ms)


def _cleared(points: Points, known: Known, cleared: Cleared, given: Any, time_ms: int) -> None:
    kind, _, detail = cleared.alarm.partition(":")
    since_ms = known.alarms.pop(cleared.alarm, None)
    lasted_ms = None if since_ms is None else max(0, time_ms - since_ms)
    fields: Fields = {"active": 0, "value": cleared.value, "detail": detail, "lasted_ms": lasted_ms}
    points.put(catalogue.ALARM, known, {"alarm": kind}, fields, time_ms)


def _held(points: Points, known: Known, held: Held, given: Any, time_ms: int) -> None:
    """An alarm that was up is the incident's now: down, without an end of its own."""
    other = points.fold.devices.get(held.device or f"{known.site}/{known.device}")
    if other is not None and held.alarm in other.alarms:
        _cleared(points, other, Cleared(held.alarm, 0), given, time_ms)


def _issued(points: Points, known: Known, issued: made.Issued, given: Any, time_ms: int) -> None:
    first_ms, _ = known.commands.get(issued.name, (time_ms, 0))
    if issued.name in known.commands or len(known.commands) < COMMANDS_KEPT:
        known.commands[issued.name] = (first_ms, issued.attempt)


def _closed(points: Points, known: Known, closed: made.Closed, given: Any, time_ms: int) -> None:
    since_ms, attempts = known.commands.pop(closed.name, (None, None))
    lasted_ms = None if since_ms is None else max(0, time_ms - since_ms)
    fields: Fields = {"commands": 1, "attempts": attempts, "lasted_ms": lasted_ms}
    points.put(catalogue.COMMAND, known, {"outcome": closed.outcome}, fields, time_ms)


def _gap(points: Points, known: Known, gap: made.GapDeclared, given: Any, time_ms: int) -> None:
    points.put(catalogue.GAP, known, {}, {"lost": gap.lost, "dropped": gap.dropped}, time_ms)


def _retired(points: Points, known: Known, retired: Any, given: Any, time_ms: int) -> None:
    points.fold.devices.pop(f"{known.site}/{known.device}", None)


def _quarantined(
    points: Points, known: Known | None, put_aside: made.Quarantined, given: Any, time_ms: int
) -> None:
    size = getattr(given, "size", -1)
    fields: Fields = {
        "messages": 1,
        "size_bytes": len(getattr(given, "payload", b"")) if size < 0 else size,
        "field": put_aside.field,
        "reason": put_aside.reason,
    }
    points.put(catalogue.QUARANTINE, known, {}, fields, time_ms)


_MAKING: dict[type, _Making] = {
    made.Born: _born,
    made.Presumed: _presumed,
    made.Left: _left,
    Raised: _raised,
    Cleared: _cleared,
    Held: _held,
    made.Issued: _issued,
    made.Closed: _closed,
    made.GapDeclared: _gap,
    made.Retired: _retired,
}
"""Decision → what it makes; the others make nothing, or are counted alone."""
