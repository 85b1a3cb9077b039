"""The metric catalogue: every measurement, tag and field, once.

Lives here: names, units, meanings and limits as one literal table. Not here: those of forecasts
(`fleet.metrics.ahead.measurements`), how they come about (`fleet.metrics.points`), who shows them
(`grafana`).

A measurement, its tags and its fields may be added to; a name never changes its meaning or its
type, for a store refuses a field that comes with another type. Numbers are integers, yes and no are
1 and 0. Nothing in here is about a person.
"""

from __future__ import annotations

from fleet.metrics.ahead.measurements import FORECASTS
from fleet.metrics.measurement import (
    AREA_TAGS,
    BESIDE,
    DEVICES_MAX,
    HERE,
    KIND,
    MODEL,
    OWNER,
    SITE,
    SITES_MAX,
    VERSION,
    Field,
    Measurement,
    Tag,
    UnknownMetric,
)


def _count(name: str, means: str) -> Field:
    return Field(name, "count", means)


def _flag(name: str, means: str) -> Field:
    return Field(name, "flag", means)


BANK = Measurement(
    "bank", "A locker bank, as it reports at its interval.", (*HERE, *BESIDE),
    (
        _count("compartments", "Compartments it has."),
        _count("occupied", "Compartments with something in them, by sensor."),
        _count("free", "Compartments neither occupied nor out of service."),
        _count("doors_open", "Doors that are not closed."),
        _count("out_of_service", "Doors that cannot be used."),
        Field("temperature_mc", "mc", "Inside the cabinet."),
    ), DEVICES_MAX,
)  # fmt: skip
STAY = Measurement(
    "stay", "A compartment's sensor sees that something is put in, or taken out.", HERE,
    (
        _count("deposits", "1 where something was put in."),
        _count("collections", "1 where it was taken out."),
        Field("dwell_ms", "ms", "How long it lay there, where its deposit was seen."),
        Field("compartment", "number", "Which compartment."),
    ), DEVICES_MAX,
)  # fmt: skip
DOOR = Measurement(
    "door", "A door moved.", HERE,
    (
        _count("openings", "1 where it opened."),
        _count("jams", "1 where it jammed."),
        Field("compartment", "number", "Which compartment."),
    ), DEVICES_MAX,
)  # fmt: skip
CONTACT = Measurement(
    "door_contact", "The contact of a door, as it reports.", HERE,
    (
        _flag("door_open", "The door is open."),
        _count("openings", "How often it was opened, as it counts."),
        Field("open_ms", "ms", "How long it was open last."),
    ), DEVICES_MAX,
)  # fmt: skip
CELL = Measurement(
    "cold_cell", "A refrigerated compartment, as it reports.", (*HERE, *BESIDE),
    (
        Field("air_mc", "mc", "Air in the cell."),
        Field("product_mc", "mc", "Probe in a dummy product."),
        Field("setpoint_mc", "mc", "What the air should be."),
        _flag("door_open", "The door is open."),
        _flag("compressor", "The compressor runs."),
        Field("ambient_mc", "mc", "Air around its condenser."),
        Field("ran_ms", "ms", "How long the compressor has run in all."),
    ), DEVICES_MAX,
)  # fmt: skip
BIN = Measurement(
    "bin", "The sensor of a bin, as it reports.", (*HERE, *BESIDE),
    (
        Field("fill_permille", "permille", "Fill level; 1000 is the brim."),
        Field("distance_mm", "mm", "The echo it is computed from."),
        Field("temperature_mc", "mc", "In the bin: a fire shows here first."),
        _flag("lid_locked", "The lid is locked."),
        _flag("tilted", "The bin has fallen over."),
    ), DEVICES_MAX,
)  # fmt: skip
EMPTYING = Measurement(
    "emptying", "A bin was emptied: its level fell by 300 permille or more between two reports.",
    HERE,
    (
        _count("emptyings", "1."),
        Field("before_permille", "permille", "The last level before."),
        Field("after_permille", "permille", "The first level after."),
    ), DEVICES_MAX,
)  # fmt: skip
CAMERA = Measurement(
    "camera", "The camera of a waste point, as it reports.", HERE,
    (
        _count("bags_on_floor", "Bags on the floor now."),
        _flag("supervisor", "Somebody supervises."),
        _flag("view_blocked", "It sees nothing."),
    ), DEVICES_MAX,
)  # fmt: skip
SIGHTING = Measurement(
    "sighting", "What a camera recognised, when it says so first and at every update.",
    (*HERE, Tag("sighting", 16, "landed_bag, supervisor_absent, abnormal_drop_off")),
    (
        _count("sightings", "1 where it begins or goes on, 0 where it ended."),
        Field("confidence_permille", "permille", "How sure it is."),
    ), 3 * DEVICES_MAX,
)  # fmt: skip
GATEWAY = Measurement(
    "gateway", "A gateway, as it reports.", HERE,
    (
        _count("devices", "Devices that speak through it."),
        _count("waiting", "Messages in its outbox."),
    ), DEVICES_MAX,
)  # fmt: skip
VITALS = Measurement(
    "vitals", "What any device says of itself with its telemetry.", (*HERE, KIND),
    (
        Field("battery_permille", "permille", "Charge left."),
        Field("signal_dbm", "dbm", "Received signal strength."),
        _flag("mains", "It has mains power."),
        Field("offset_ms", "ms", "What its clock is corrected by."),
        Field("delay_ms", "ms", "From the measurement to the journal, by the corrected clock."),
    ), DEVICES_MAX,
)  # fmt: skip
PRESENCE = Measurement(
    "presence", "A device came or went.", (*HERE, KIND),
    (
        _flag("here", "1 where it came, 0 where it went."),
        Field("presence", "words", "ready, init, sleeping, disconnected, lost, silent."),
        Field("away_ms", "ms", "How long it was away, where it came back."),
    ), DEVICES_MAX,
)  # fmt: skip
FIRMWARE = Measurement(
    "firmware", "A device came with another firmware than before.", (*HERE, MODEL),
    (
        Field("version", "words", "What it runs now."),
        Field("previous", "words", "What it ran before; empty at first."),
    ), DEVICES_MAX,
)  # fmt: skip
ALARM = Measurement(
    "alarm", "An alarm went up or down.",
    (*HERE, Tag("alarm", 200, "its kind, without the part or door it is about")),
    (
        _flag("active", "1 where it went up, 0 where it went down."),
        Field("value", "number", "The value that decided, in the unit of its kind."),
        Field("detail", "words", "The part or door it is about."),
        Field("severity", "words", "info, warning, critical; where it went up."),
        Field("lasted_ms", "ms", "How long it was up, where it went down."),
    ), 4 * DEVICES_MAX,
)  # fmt: skip
ORDER = Measurement(
    "work_order", "A work order is made, goes on, is escalated, or has its end.",
    (SITE, OWNER, Tag("kind", 200, "of work: empty_bin, repair, …")),
    (
        _count("opened", "1 where it is made."),
        _count("acknowledged", "1 where somebody has it."),
        _count("started", "1 where it is begun."),
        _count("done", "1 where somebody says it is done; its sensor confirms later."),
        _count("reopened", "1 where it is open again."),
        _count("escalated", "1 where the next of its chain is asked."),
        _count("closed", "1 where it has its end."),
        Field("lasted_ms", "ms", "From when it was made to its end."),
        Field("order", "words", "Its name within the site."),
        Field("outcome", "words", "confirmed, judged, gone, shelved, cancelled."),
    ), 10 * SITES_MAX,
)  # fmt: skip
OPEN_ORDERS = Measurement(
    "open_orders", "Open work orders by who is asked for them, at each full minute.",
    (*AREA_TAGS, OWNER),
    (
        _count("orders", "Orders without their end."),
        _count("untouched", "Of these nobody has acknowledged."),
        _count("escalated", "Of these were escalated."),
        Field("oldest_ms", "ms", "Age of the oldest."),
    ), 10 * SITES_MAX,
)  # fmt: skip
COMMAND = Measurement(
    "command", "A command had its end.",
    (*HERE, Tag("outcome", 16, "done, refused, failed, expired, unanswered")),
    (
        _count("commands", "1."),
        _count("attempts", "How often it was sent."),
        Field("lasted_ms", "ms", "From its first attempt to its end."),
    ), 2 * DEVICES_MAX,
)  # fmt: skip
GAP = Measurement(
    "gap", "Messages of a device that are waited for no longer.", HERE,
    (
        _count("lost", "Missing for good."),
        _count("dropped", "Given up by the device's own outbox."),
    ), DEVICES_MAX,
)  # fmt: skip
QUARANTINE = Measurement(
    "quarantine", "A message was put aside; of devices nobody knows without their names.", HERE,
    (
        _count("messages", "1."),
        Field("size_bytes", "bytes", "Of its payload."),
        Field("field", "words", "Which field is wrong."),
        Field("reason", "words", "And why."),
    ), DEVICES_MAX,
)  # fmt: skip
REGISTRY = Measurement(
    "registry", "A device of the registry, when it is registered and at each midnight UTC.",
    (*HERE, KIND, Tag("community", 2_000, "a group of the registry it belongs to, or none")),
    (_count("groups", "Groups it belongs to."),), 4 * DEVICES_MAX,
)  # fmt: skip
AREA = Measurement(
    "area", "A site, a community or the city at each full minute: counts over its devices.",
    AREA_TAGS,
    (
        _count("devices", "Devices of the registry that have spoken."),
        _count("unheard", "Devices of the registry that never spoke."),
        _count("here", "Devices connected, or asleep on purpose."),
        _count("away", "Devices lost, silent or disconnected."),
        _count("alarms", "Alarms that are up."),
        _count("overflows", "Overflow alarms that are up."),
        _count("excursions", "Temperature alarms that are up."),
        _count("banks", "Banks that have reported."),
        _count("banks_full", "Banks without a free compartment."),
        _count("compartments", "Compartments of those banks."),
        _count("occupied", "Of these occupied."),
        _count("free", "Of these free."),
        _count("out_of_service", "Of these out of service."),
        _count("bins", "Bins that have reported."),
        Field("fill_permille", "permille", "Their mean level."),
        _count("cells", "Cold cells that have reported."),
        _count("bags_on_floor", "Bags that cameras see on the floor."),
    ), SITES_MAX + 2_001,
)  # fmt: skip
FLEET_FIRMWARE = Measurement(
    "fleet_firmware", "Devices by model and firmware at each full minute.", (MODEL, VERSION),
    (_count("devices", "Devices that run it."),), 2_000,
)  # fmt: skip
LEDGER = Measurement(
    "ledger", "The manager's ledger at each full minute, since the oldest record read.", (),
    (
        _count("messages", "Messages that arrived."),
        _count("stored", "Of these new, and stored."),
        _count("repeated", "Of these settled before."),
        _count("quarantined", "Of these put aside."),
        _count("lost", "Numbers waited for in vain."),
        _count("dropped", "Numbers that devices declared dropped."),
        _count("missed", "Records that the journal forgot before they became points."),
    ), 1,
)  # fmt: skip
SPOOL = Measurement(
    "spool", "The way from the journal to this store, each minute.", (),
    (
        _count("produced", "Points made."),
        _count("stored", "Points that the store took; those sent again count again."),
        _count("isolated", "Points that it refused, kept in the poison file."),
        Field("waiting_bytes", "bytes", "Points on disk that wait."),
        Field("behind_ms", "ms", "From the newest record read to now."),
    ), 1,
)  # fmt: skip

CATALOGUE: tuple[Measurement, ...] = (
    BANK, STAY, DOOR, CONTACT, CELL, BIN, EMPTYING, CAMERA, SIGHTING, GATEWAY, VITALS, PRESENCE,
    FIRMWARE, ALARM, ORDER, OPEN_ORDERS, COMMAND, GAP, QUARANTINE, REGISTRY, AREA, FLEET_FIRMWARE,
    LEDGER, SPOOL, *FORECASTS,
)  # fmt: skip


def measurement(name: str) -> Measurement:
    """A measurement by its name; raises UnknownMetric."""
    for each in CATALOGUE:
        if each.name == name:
            return each
    raise UnknownMetric(f"{name!r}: no measurement of the catalogue")


def unit_of(name: str, field: str) -> str:
    """The unit of a field; raises UnknownMetric."""
    units = measurement(name).units
    if field not in units:
        raise UnknownMetric(f"{name}.{field}: no field of the catalogue")
    return units[field]
