"""Troubles of the devices of a site: when each begins and ends.

Lives here: the draws, a named stream for each kind and device. Not here: faults that stop a device
(`scenarios.demand.breakdowns`). No engine asks for them: they are beside the trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from scenarios.days import HOUR_MS
from scenarios.demand.breakdowns import draw_work_ms
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.schema.faults import TROUBLES, Trouble, TroubleKind
from scenarios.streams import Purpose, Streams

NUMBER_BITS = 32
"""A device's part of its streams: kind × 2³² + number."""

AT_ONCE = 64
"""Troubles of one device that are drawn together."""


class TroubleSpan(NamedTuple):
    """It befalls a device in [from, to) ms. `number`: of the bank; of the bin's sensor within the
    site; for clocks banks come first, then bins, then points (their cameras). `part`: a uniform
    that says which door, or which way a clock is off.
    """

    kind: TroubleKind
    number: int
    from_ms: int
    to_ms: int
    part: float


def draw_troubles(
    scenario: Scenario, place: SitePlace, streams: Streams, horizon_ms: int
) -> list[TroubleSpan]:
    """All of a site that begin before the horizon, by their beginning."""
    found = [
        span
        for trouble in scenario.troubles
        for number in _devices(trouble.id, place)
        for span in _draw(trouble, number, place, streams, horizon_ms)
    ]
    return sorted(found, key=lambda span: (span.from_ms, TROUBLES.index(span.kind), span.number))


def _devices(kind: TroubleKind, place: SitePlace) -> Iterator[int]:
    banks = len(place.banks)
    if kind in {"door_left_open", "door_forced", "clock_wrong"}:
        yield from range(banks)
    first = banks if kind == "clock_wrong" else 0
    bins = 0
    for point in place.points:
        for _ in point.bins:
            if point.sensor is not None and not kind.startswith("door"):
                yield first + bins
            bins += 1
    if kind == "clock_wrong":
        yield from range(first + bins, first + bins + len(place.points))


def _draw(
    trouble: Trouble, number: int, place: SitePlace, streams: Streams, horizon_ms: int
) -> Iterator[TroubleSpan]:
    part = (TROUBLES.index(trouble.id) << NUMBER_BITS) | number
    generator = streams.generator(Purpose.TROUBLE, place.id, part)
    at_ms = 0.0
    while True:
        waits = generator.standard_exponential(AT_ONCE) * trouble.every_h * HOUR_MS
        lasts = draw_work_ms(trouble.lasts, AT_ONCE, generator)
        parts = generator.random(AT_ONCE)
        for wait_ms, last_ms, uniform in zip(waits, lasts, parts, strict=True):
            at_ms += wait_ms
            if at_ms >= horizon_ms:
                return
            begin_ms = int(np.rint(at_ms))
            end_ms = begin_ms + max(1, int(np.rint(last_ms)))
            yield TroubleSpan(trouble.id, number, begin_ms, end_ms, float(uniform))
            at_ms = float(end_ms)
