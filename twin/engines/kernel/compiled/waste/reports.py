"""Fill sensors: reports, alarms, calls for a truck.

Lives here: what a report leads to. All bins of a point report at the same times, so one report of
a point waits at a time: that of its next bin. Not here: trucks (`compiled.waste.trucks`).
"""

from __future__ import annotations

from devices.physics.ultrasonic import echo_um, reported_permille
from fleet.policy.collection import is_alarm, is_current, is_too_old
from scenarios.parts.waste import NOISE_SLOT_MS
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.columns.sensors import (
    KEPT,
    KEPT_FILL,
    KEPT_TIME,
    SENSOR_BIN_WIDTH,
)
from twin.engines.kernel.compiled.memory import (
    AGE_LIMIT,
    ALARMED,
    BIN_POINT,
    BIN_WIDTH,
    CAPACITY,
    CLEARANCE_MM,
    DEPTH,
    EMPTIED,
    FIRST_BIN,
    FIRST_OF,
    LEVEL,
    NOISE_AT,
    NOISE_STEP,
    NOISE_UM,
    NONE,
    PLANNED,
    REACHED,
    REPLAYED,
    REPORT_EVERY,
    RESOLUTION_UM,
    SERVICE,
    SITE_WIDTH,
    STOP_OF,
    VOLUME,
    Memory,
)
from twin.engines.kernel.compiled.waste.agenda import put_off
from twin.engines.kernel.compiled.waste.bins import record_bin
from twin.engines.kernel.compiled.waste.lids import hear
from twin.engines.kernel.compiled.waste.rounds import hear_fill
from twin.engines.kernel.compiled.waste.trucks import call
from twin.engines.kernel.compiled.waste.worn import (
    has_charge,
    is_lost,
    is_worn,
    kept_at,
    lose,
    read_worn,
    sends,
)


def noise_milli(m: Memory, site: int, position: int, slot: int) -> int:
    """Latent noise of a bin's sensor in a slot; `position` counts within the site."""
    sites = m.waste.sites
    step = sites[SITE_WIDTH * site + NOISE_STEP]
    if step == 0:
        return 0
    return int(m.waste.noise_milli[sites[SITE_WIDTH * site + NOISE_AT] + step * position + slot])


def read_sensor(m: Memory, number: int, noise: int) -> int:
    """Reported fill level in per mille."""
    row = BIN_WIDTH * number
    bins, points = m.waste.bins, m.waste.points
    point, depth_mm = bins[row + BIN_POINT], bins[row + DEPTH]
    distance_um = echo_um(
        bins[row + VOLUME], bins[row + CAPACITY], depth_mm, points[point + CLEARANCE_MM], noise,
        points[point + NOISE_UM], points[point + RESOLUTION_UM],
    )  # fmt: skip
    return reported_permille(distance_um, depth_mm, points[point + CLEARANCE_MM])


def report(m: Memory, now: int, site: int, position: int) -> None:
    """A fill sensor reports, unless it is dead; the report may call a truck.

    `position` counts within the site.
    """
    bins, points = m.waste.bins, m.waste.points
    first_bin = m.waste.sites[SITE_WIDTH * site + FIRST_BIN]
    number = first_bin + position
    row = BIN_WIDTH * number
    point = bins[row + BIN_POINT]
    if number + 1 < points[point + STOP_OF]:
        put_off(m, now, kinds.REPORT, site, position + 1)
    else:
        every_ms = points[point + REPORT_EVERY]
        following = points[point + FIRST_OF] - first_bin
        put_off(m, (now // every_ms + 1) * every_ms, kinds.REPORT, site, following)
    if m.rules.faults == 1 and m.faults.silent[number] > 0:
        return
    slot = now // NOISE_SLOT_MS
    noise = noise_milli(m, site, position, slot)
    if not is_worn(m, number):
        reported = read_sensor(m, number, noise)
    else:
        if not has_charge(m, now, site, number, position):
            return
        reported = read_worn(m, now, number, noise, slot)
        if not sends(m, number, reported):
            return
        if is_lost(m, number, slot):
            lose(m, now, site, number, position, reported)
            return
        send_kept(m, now, site, number, position)
    record_bin(m, now, kinds.REPORT, site, number, position, 0, 0, reported)
    if m.rules.rounds == 1:
        hear_fill(m, now, number, reported)
    act(m, now, site, number, position, reported)


def send_kept(m: Memory, now: int, site: int, number: int, position: int) -> None:
    """What was kept of lost reports comes late with one that gets through."""
    row = SENSOR_BIN_WIDTH * number
    for place in range(m.sensors.bins[row + KEPT]):
        kept = kept_at(m, number, place)
        measured_ms, late = m.sensors.kept[kept + KEPT_TIME], m.sensors.kept[kept + KEPT_FILL]
        age_ms = now - measured_ms
        record_bin(m, now, kinds.BACKFILL, site, number, position, age_ms, 0, late)
        if is_current(measured_ms, m.waste.bins[BIN_WIDTH * number + EMPTIED]) == 1:
            act(m, now, site, number, position, late)
    m.sensors.bins[row + KEPT] = 0


def act(m: Memory, now: int, site: int, number: int, position: int, reported: int) -> None:
    """What a report leads to: a locked lid, an alarm, a truck."""
    bins = m.waste.bins
    row = BIN_WIDTH * number
    hear(m, now, site, number, reported)
    service = bins[row + SERVICE]
    level = m.waste.services[service + LEVEL]
    if level == NONE:
        return
    alarm = is_alarm(reported, level)
    if alarm == 1 and bins[row + ALARMED] == 0:
        bins[row + ALARMED] = 1
        true, delay_ms = 0, 0
        if bins[row + REACHED] >= 0:
            true, delay_ms = 1, now - bins[row + REACHED]
        record_bin(m, now, kinds.ALARM, site, number, position, true, 0, delay_ms)
    if m.waste.services[service + REPLAYED] == 1 or m.waste.services[service + PLANNED] == 1:
        return
    age_limit_ms = m.waste.services[service + AGE_LIMIT]
    if alarm == 1 or is_too_old(now, bins[row + EMPTIED], age_limit_ms) == 1:
        call(m, now, site, bins[row + BIN_POINT], service)
