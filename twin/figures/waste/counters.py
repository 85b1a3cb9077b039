"""Counters of waste: the sums that its figures are made of.

Lives here: the list of counters and their layout. All are int64 and additive over streams, days
and sites. Not here: the fold (`twin.figures.waste.tally`), formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from twin.figures.counters import MeasuredSpan


class WasteCounter(IntEnum):
    """What is counted in the measured days, on the day it happens. Times in ms, masses in g.

    OVERFLOW_MS (bins with waste above the brim) and LANDED_MS (bags on the floor) are integrals
    over time. REACHED counts emptied bins that had reached their alarm level, REACHED_ALARMED
    those of them with an alarm; DELAY_MS is summed over TRUE_ALARMS. VISITS are stops of trucks at
    points, COLLECTED_ML is the volume in the bins that they empty. SPOILT counts emptyings.
    SUPERVISED_MS is summed over shifts that somebody keeps, on the day each begins; LOCKED_MS
    (lids) and DEODORISED_MS (points) are integrals over time. WATCHED counts what a camera could
    have reported: landed bags, missed shifts and abnormal drop-offs under a camera. REPORTS get
    through at once, DEAD_MS (sensors with an empty battery) is an integral over time.
    """

    DROP_OFFS = 0
    MIXED = 1
    LANDED = 2
    LANDED_MS = 3
    OVERFLOW_ML = 4
    OVERFLOW_MS = 5
    EMPTYINGS = 6
    NEARLY_EMPTY = 7
    HEAPED = 8
    COLLECTED_G = 9
    TRUCK_M = 10
    ALARMS = 11
    TRUE_ALARMS = 12
    DELAY_MS = 13
    REACHED = 14
    REACHED_ALARMED = 15
    VISITS = 16
    COLLECTED_ML = 17
    ABNORMAL = 18
    SPOILT = 19
    SHIFTS = 20
    MISSED_SHIFTS = 21
    SUPERVISED_MS = 22
    DETECTIONS = 23
    TRUE_DETECTIONS = 24
    WATCHED = 25
    POINTED = 26
    LOCKED_MS = 27
    DEODORISED_MS = 28
    REPORTS = 29
    LOST = 30
    BACKFILLED = 31
    DEAD_MS = 32


WASTE_COUNTERS = len(WasteCounter)


@dataclass(frozen=True, slots=True)
class WasteLayout(MeasuredSpan):
    """Axes of one site's counters of waste: streams and the days counted.

    Slot 0 of the streams holds what has none (trucks of several streams), slot i + 1 stream i.
    """

    streams: int
    warmup_days: int
    measured_days: int
