"""Worn fill sensors: what they read, whether they send it, and what is lost.

Lives here: battery, dead band, stray echoes, lost reports. Bins count through the group. Not here:
what a report leads to (`compiled.waste.reports`).
"""

from __future__ import annotations

from devices.physics.reporting import charge_left_uah, is_to_send
from devices.physics.ultrasonic import bridged_ml, drifted_um, echo_um, reported_permille, stray_um
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.columns.sensors import (
    BATTERY,
    BRIDGED,
    CHARGE,
    CHARGED_AT,
    DEAD_BAND,
    DEAD_SINCE,
    DRIFT,
    IDLE_CHARGE,
    IS_WORN,
    KEEPS,
    KEPT,
    KEPT_FILL,
    KEPT_TIME,
    KEPT_WIDTH,
    LAST,
    REPLACE_AFTER,
    REPORT_CHARGE,
    SENSOR_BIN_WIDTH,
    SENSOR_POINT_WIDTH,
    SENT,
    SILENT,
    SILENT_AT_MOST,
    SLOTS_AT,
)
from twin.engines.kernel.compiled.memory import (
    BIN_POINT,
    BIN_WIDTH,
    CAPACITY,
    CLEARANCE_MM,
    DEPTH,
    NOISE_UM,
    NONE,
    POINT_WIDTH,
    RESOLUTION_UM,
    VOLUME,
    Memory,
)
from twin.engines.kernel.compiled.waste.bins import record_bin
from twin.world.waste import events as sensing


def wear_of(m: Memory, number: int) -> int:
    """Row of `sensors.points` of a bin."""
    row: int = m.waste.bins[BIN_WIDTH * number + BIN_POINT] // POINT_WIDTH * SENSOR_POINT_WIDTH
    return row


def is_worn(m: Memory, number: int) -> bool:
    """Whether a bin's sensor is not as new."""
    if m.rules.wears == 0:
        return False
    worn: bool = m.sensors.points[wear_of(m, number) + IS_WORN] == 1
    return worn


def read_worn(m: Memory, now: int, number: int, noise: int, slot: int) -> int:
    """Reported fill level in per mille of a worn sensor."""
    row = BIN_WIDTH * number
    bins, points = m.waste.bins, m.waste.points
    own = SENSOR_BIN_WIDTH * number
    point, depth_mm = bins[row + BIN_POINT], bins[row + DEPTH]
    clearance_mm, resolution_um = points[point + CLEARANCE_MM], points[point + RESOLUTION_UM]
    stray_permille = int(m.sensors.stray_permille[m.sensors.bins[own + SLOTS_AT] + slot])
    if stray_permille >= 0:
        distance_um = stray_um(stray_permille, depth_mm, clearance_mm, resolution_um)
    else:
        seen_ml = bridged_ml(
            bins[row + VOLUME], bins[row + CAPACITY], m.sensors.bins[own + BRIDGED]
        )
        distance_um = echo_um(
            seen_ml, bins[row + CAPACITY], depth_mm, clearance_mm, noise,
            points[point + NOISE_UM], resolution_um,
        )  # fmt: skip
    drift = m.sensors.points[wear_of(m, number) + DRIFT]
    distance_um = drifted_um(distance_um, drift, now, resolution_um)
    return reported_permille(distance_um, depth_mm, clearance_mm)


def has_charge(m: Memory, now: int, site: int, number: int, position: int) -> bool:
    """Whether the battery lasts for one more report; it may just have been replaced."""
    bins, points = m.sensors.bins, m.sensors.points
    row, wear = SENSOR_BIN_WIDTH * number, wear_of(m, number)
    dead_ms = bins[row + DEAD_SINCE]
    if 0 <= dead_ms <= now - points[wear + REPLACE_AFTER]:
        bins[row + CHARGE] = points[wear + BATTERY]
        bins[row + CHARGED_AT] = now
        bins[row + SENT] = 0
        bins[row + DEAD_SINCE] = NONE
        record_bin(m, now, kinds.BATTERY, site, number, position, sensing.NEW, 0, 0)
    if bins[row + DEAD_SINCE] >= 0:
        return False
    if points[wear + BATTERY] == 0:
        return True
    left_uah = charge_left_uah(
        bins[row + CHARGE], bins[row + CHARGED_AT], now, bins[row + SENT],
        points[wear + REPORT_CHARGE], points[wear + IDLE_CHARGE],
    )  # fmt: skip
    if left_uah >= points[wear + REPORT_CHARGE]:
        return True
    bins[row + DEAD_SINCE] = now
    sent = bins[row + SENT]
    record_bin(m, now, kinds.BATTERY, site, number, position, sensing.EMPTY, 0, sent)
    return False


def sends(m: Memory, number: int, reading: int) -> bool:
    """Whether a reading goes out; if so it takes its charge."""
    bins, points = m.sensors.bins, m.sensors.points
    row, wear = SENSOR_BIN_WIDTH * number, wear_of(m, number)
    if (
        is_to_send(
            reading, bins[row + LAST], bins[row + SILENT], points[wear + DEAD_BAND],
            points[wear + SILENT_AT_MOST],
        )
        == 0
    ):  # fmt: skip
        bins[row + SILENT] += 1
        return False
    bins[row + LAST] = reading
    bins[row + SILENT] = 0
    bins[row + SENT] += 1
    return True


def is_lost(m: Memory, number: int, slot: int) -> bool:
    """Whether a report of this slot is lost."""
    lost: bool = m.sensors.lost[m.sensors.bins[SENSOR_BIN_WIDTH * number + SLOTS_AT] + slot] == 1
    return lost


def kept_at(m: Memory, number: int, place: int) -> int:
    """Row of `sensors.kept` of a bin's kept reading, the oldest at place 0."""
    return KEPT_WIDTH * (m.rules.kept * number + place)


def lose(m: Memory, now: int, site: int, number: int, position: int, reading: int) -> None:
    """A report is lost: it is kept, in place of the oldest where there is no more room."""
    bins, kept = m.sensors.bins, m.sensors.kept
    row, keeps = SENSOR_BIN_WIDTH * number, m.sensors.points[wear_of(m, number) + KEEPS]
    if keeps > 0:
        if bins[row + KEPT] == keeps:
            for place in range(1, keeps):
                before, after = kept_at(m, number, place - 1), kept_at(m, number, place)
                kept[before + KEPT_TIME] = kept[after + KEPT_TIME]
                kept[before + KEPT_FILL] = kept[after + KEPT_FILL]
            bins[row + KEPT] -= 1
        last = kept_at(m, number, bins[row + KEPT])
        kept[last + KEPT_TIME] = now
        kept[last + KEPT_FILL] = reading
        bins[row + KEPT] += 1
    record_bin(m, now, kinds.LOST, site, number, position, 0, 0, reading)
