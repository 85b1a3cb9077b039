"""Figures of worn fill sensors: reports that are sent, lost, late; empty batteries.

Lives here: one row a figure; they have rows only where a scenario has worn sensors. Not here:
figures of alarms (`twin.figures.waste.catalogue`).
"""

from __future__ import annotations

from scenarios.days import HOUR_MS
from twin.figures.figure import Figure
from twin.figures.waste.counters import WasteCounter

_C = WasteCounter

SENSOR_CATALOGUE: tuple[Figure, ...] = (
    Figure(
        "reports", "1/day", "total", (_C.REPORTS,), (),
        "reports that get through at once / measured days",
        "reports of fill sensors that arrive, a day, late ones not counted", part="worn",
    ),
    Figure(
        "lost_report_share", "1", "share", (_C.LOST,), (_C.LOST, _C.REPORTS),
        "reports lost on the way / reports sent", "reports of fill sensors that are lost",
        part="worn",
    ),
    Figure(
        "backfilled_share", "1", "share", (_C.BACKFILLED,), (_C.LOST,),
        "reports that come late / reports lost on the way", "lost reports that come late after all",
        part="worn",
    ),
    Figure(
        "dead_sensor_hours", "h/day", "total", (_C.DEAD_MS,), (),
        "time integral of sensors with an empty battery / measured days",
        "sensor-hours without a battery, a day", HOUR_MS, part="worn",
    ),
)  # fmt: skip
