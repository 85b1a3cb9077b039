"""Figures of what watches waste points: supervisors, cameras, locked lids, abnormal drop-offs.

Lives here: one row a figure; each has rows only where the scenario has the part that it names. Not
here: figures of any waste point (`twin.figures.waste.catalogue`).
"""

from __future__ import annotations

from scenarios.days import HOUR_MS
from twin.figures.figure import Figure
from twin.figures.waste.counters import WasteCounter

_C = WasteCounter

WATCH_CATALOGUE: tuple[Figure, ...] = (
    Figure(
        "abnormal_drop_offs", "1/day", "total", (_C.ABNORMAL,), (),
        "abnormal drop-offs / measured days",
        "drop-offs that should not be, a day: too bulky, or of what does not belong there",
        part="abnormal",
    ),
    Figure(
        "spoilt_share", "1", "share", (_C.SPOILT,), (_C.EMPTYINGS,),
        "emptyings of bins that an abnormal drop-off spoilt / emptyings",
        "bins whose content is spoilt when they are emptied", part="abnormal",
    ),
    Figure(
        "supervisor_hours", "h/day", "total", (_C.SUPERVISED_MS,), (),
        "(length of the shifts that somebody keeps + time in which staff stand in) / measured days",
        "hours that supervisors stand at points, a day", HOUR_MS, streams=False,
        part="supervision",
    ),
    Figure(
        "absence_share", "1", "share", (_C.MISSED_SHIFTS,), (_C.SHIFTS,),
        "shifts that nobody keeps / shifts", "shifts without a supervisor", streams=False,
        part="supervision",
    ),
    Figure(
        "detections", "1/day", "total", (_C.DETECTIONS,), (),
        "detections of cameras / measured days",
        "landed bags, absent supervisors and abnormal drop-offs that cameras report, a day",
        streams=False, part="camera",
    ),
    Figure(
        "detection_precision", "1", "share", (_C.TRUE_DETECTIONS,), (_C.DETECTIONS,),
        "detections of what is there / detections", "detections that are true", streams=False,
        part="camera",
    ),
    Figure(
        "detection_recall", "1", "share", (_C.TRUE_DETECTIONS,), (_C.WATCHED,),
        "detections of what is there / landed bags, missed shifts and abnormal drop-offs under a "
        "camera",
        "what happens under a camera and is reported", streams=False, part="camera",
    ),
    Figure(
        "locked_hours", "h/day", "total", (_C.LOCKED_MS,), (),
        "time integral of locked lids / measured days", "bin-hours with a locked lid, a day",
        HOUR_MS, part="linkage",
    ),
    Figure(
        "pointed_bags", "1/day", "total", (_C.POINTED,), (),
        "bags carried on to the point shown / measured days",
        "bags that residents carry on to another point, a day", part="linkage",
    ),
    Figure(
        "deodoriser_hours", "h/day", "total", (_C.DEODORISED_MS,), (),
        "time integral of running deodorisers / measured days",
        "point-hours in which a deodoriser runs, a day", HOUR_MS, streams=False, part="linkage",
    ),
)  # fmt: skip
