"""Supervisors and cameras at waste points.

Lives here: shifts as they begin, who is there, what cameras report. Points are given by their rows
of `points`. Not here: what residents do (`compiled.waste.drop_offs`).
"""

from __future__ import annotations

from fleet.policy.watch import is_detection
from scenarios.behaviour.supervision import begins_at_ms, is_there, next_shift
from scenarios.parts.watch import ABNORMAL, ABSENT, LANDED
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.columns.watch import (
    ABSENT_AFTER,
    FALSE_AT,
    FALSES,
    FIRST_SHIFT,
    MISSED_SHIFT,
    NEXT_SHIFT,
    REPORT_FROM,
    SHIFT_STEP,
    SHIFTS_AT,
    STOP_SHIFT,
    UNTIL,
    WATCH_POINT_WIDTH,
    WATCH_SITE_WIDTH,
)
from twin.engines.kernel.compiled.memory import FIRST_POINT, NONE, POINT_WIDTH, SITE_WIDTH, Memory
from twin.engines.kernel.compiled.waste.agenda import enter, put_off, strike
from twin.engines.kernel.compiled.waste.bins import record_waste
from twin.world.waste import watch as seen_as

WEEK_DAYS = 7


def point_row(m: Memory, site: int, own: int) -> int:
    """Row of `points` of the site's point number `own`."""
    row: int = POINT_WIDTH * (m.waste.sites[SITE_WIDTH * site + FIRST_POINT] + own)
    return row


def watch_of(point: int) -> int:
    """Row of `watch.points` of a point."""
    return point // POINT_WIDTH * WATCH_POINT_WIDTH


def is_supervised(m: Memory, now: int, point: int) -> int:
    """1 where a supervisor is at the point."""
    return is_there(now, m.watch.points[watch_of(point) + UNTIL])


def watched_flag(m: Memory, point: int) -> int:
    """WATCHED where the point has a camera, else 0."""
    if m.rules.watches == 0 or m.watch.points[watch_of(point) + REPORT_FROM] == NONE:
        return 0
    return seen_as.WATCHED


def shift_ms(m: Memory, after_ms: int, point: int) -> int:
    """When the next shift after `after_ms` begins; its number is kept."""
    watch = m.watch
    row = watch_of(point)
    first, stop = watch.points[row + FIRST_SHIFT], watch.points[row + STOP_SHIFT]
    from_ms = watch.shift_from[first:stop]
    number = next_shift(
        after_ms, m.rules.first_weekday, watch.shift_days[WEEK_DAYS * first : WEEK_DAYS * stop],
        from_ms, stop - first,
    )  # fmt: skip
    watch.points[row + NEXT_SHIFT] = number
    return begins_at_ms(number, from_ms, stop - first)


def shift_at(m: Memory, site: int, own: int, number: int) -> int:
    """Index of a shift of a site's point in the flat arrays of shifts."""
    row = WATCH_SITE_WIDTH * site
    index: int = m.watch.sites[row + SHIFTS_AT] + m.watch.sites[row + SHIFT_STEP] * own + number
    return index


def begin_shift(m: Memory, now: int, site: int, own: int) -> None:
    """A shift begins; somebody comes, or nobody does. `own` counts within the site."""
    watch = m.watch
    point = point_row(m, site, own)
    row = watch_of(point)
    number = watch.points[row + NEXT_SHIFT]
    first, stop = watch.points[row + FIRST_SHIFT], watch.points[row + STOP_SHIFT]
    shift = first + number % (stop - first)
    length_ms = watch.shift_to[shift] - watch.shift_from[shift]
    missed = int(watch.shift_missed[shift_at(m, site, own, number)])
    there_ms = 0
    if missed == 0:
        there_ms = length_ms
        watch.points[row + UNTIL] = now + length_ms
    flags = seen_as.MISSED * missed + watched_flag(m, point)
    record_waste(m, now, kinds.SHIFT, site, own, flags, point, 0, NONE, 0, 0, there_ms)
    put_off(m, shift_ms(m, now, point), kinds.SHIFT, site, own)
    if missed == 1 and watch.points[row + REPORT_FROM] != NONE:
        after_ms = watch.points[row + ABSENT_AFTER]
        if after_ms < length_ms:
            watch.points[row + MISSED_SHIFT] = number
            enter(m, now + after_ms, kinds.ABSENCE, site, own)


def find_absent(m: Memory, now: int, site: int, own: int) -> None:
    """Some time into a missed shift the camera may see that nobody came."""
    strike(m)
    point = point_row(m, site, own)
    number = m.watch.points[watch_of(point) + MISSED_SHIFT]
    seen = int(m.watch.shift_seen[shift_at(m, site, own, number)])
    see(m, now, site, point, NONE, own, ABSENT + seen_as.TRUE_SIGHTING, seen)


def see_landed(
    m: Memory, now: int, site: int, point: int, stream: int, number: int, bag: int
) -> None:
    """A bag was left on the floor."""
    if m.rules.watches == 1:
        seen = int(m.watch.landed_seen[bag])
        see(m, now, site, point, stream, number, LANDED + seen_as.TRUE_SIGHTING, seen)


def see_abnormal(
    m: Memory, now: int, site: int, point: int, stream: int, number: int, bag: int
) -> None:
    """A drop-off was abnormal."""
    seen = int(m.watch.abnormal_seen[bag])
    see(m, now, site, point, stream, number, ABNORMAL + seen_as.TRUE_SIGHTING, seen)


def see_falsely(m: Memory, now: int, site: int, number: int) -> None:
    """A camera sees what is not there."""
    watch = m.watch
    row = WATCH_SITE_WIDTH * site
    sighting = watch.sites[row + FALSE_AT] + number
    if number + 1 < watch.sites[row + FALSES]:
        put_off(m, watch.false_ms[sighting + 1], kinds.SIGHT, site, number + 1)
    else:
        strike(m)
    point = point_row(m, site, watch.false_point[sighting])
    subject, seen = int(watch.false_subject[sighting]), int(watch.false_seen[sighting])
    see(m, now, site, point, NONE, number, subject, seen)


def see(
    m: Memory, now: int, site: int, point: int, stream: int, entity: int, ordinal: int, seen: int
) -> None:
    """What a camera sees is reported where there is one and it is sure enough."""
    report_from = m.watch.points[watch_of(point) + REPORT_FROM]
    if report_from != NONE and is_detection(seen, report_from) == 1:
        record_waste(m, now, kinds.DETECTION, site, entity, ordinal, point, 0, stream, 0, 0, seen)
