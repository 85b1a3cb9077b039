"""The figures of waste with their units and formulas.

Lives here: one row a figure, those of what watches the points and of worn sensors from beside this
module. Not here: which rows a result shows, figures of lockers.
"""

from __future__ import annotations

from scenarios.days import HOUR_MS, MINUTE_MS
from twin.figures.figure import Figure
from twin.figures.waste.counters import WasteCounter
from twin.figures.waste.sensors import SENSOR_CATALOGUE
from twin.figures.waste.watch import WATCH_CATALOGUE

_C = WasteCounter
_EMPTYINGS = (_C.EMPTYINGS,)

WASTE_CATALOGUE: tuple[Figure, ...] = (
    Figure(
        "overflow_litres", "L/day", "total", (_C.OVERFLOW_ML,), (),
        "volume put above the brim of a bin / measured days",
        "litres that bins could not hold, a day", 1000,
    ),
    Figure(
        "overflow_hours", "h/day", "total", (_C.OVERFLOW_MS,), (),
        "time integral of bins with waste above the brim / measured days",
        "bin-hours with waste above the brim, a day", HOUR_MS,
    ),
    Figure(
        "overflow_share", "1", "share", (_C.HEAPED,), _EMPTYINGS,
        "emptyings that find waste above the brim / emptyings",
        "bins that were over-full when they were emptied",
    ),
    Figure(
        "landed_bags", "1/day", "total", (_C.LANDED,), (), "bags left on the floor / measured days",
        "bags left on the floor, a day: bin full, point closed, or carelessly",
    ),
    Figure(
        "landed_bag_hours", "h/day", "total", (_C.LANDED_MS,), (),
        "time integral of bags on the floor / measured days", "bag-hours on the floor, a day",
        HOUR_MS,
    ),
    Figure(
        "emptyings", "1/day", "total", _EMPTYINGS, (), "emptyings / measured days",
        "bins emptied, a day",
    ),
    Figure(
        "emptied_nearly_empty_share", "1", "share", (_C.NEARLY_EMPTY,), _EMPTYINGS,
        "emptyings of bins filled below waste.nearly_empty_below / emptyings",
        "emptyings that were hardly needed",
    ),
    Figure(
        "truck_km", "km/day", "total", (_C.TRUCK_M,), (), "road driven by trucks / measured days",
        "kilometres of trucks, a day", 1000, streams=False,
    ),
    Figure(
        "litres_per_round", "L", "mean", (_C.COLLECTED_ML,), (_C.VISITS,),
        "volume in the bins when they are emptied / stops of trucks at points",
        "litres that a truck finds where it stops", 1000, streams=False,
    ),
    Figure(
        "collected_kg", "kg/day", "total", (_C.COLLECTED_G,), (),
        "mass taken out of bins / measured days", "kilograms collected, a day", 1000,
    ),
    Figure(
        "drop_offs", "1/day", "total", (_C.DROP_OFFS,), (), "bags brought / measured days",
        "bags that residents bring, a day, wherever they end",
    ),
    Figure(
        "mixed_share", "1", "share", (_C.MIXED,), (_C.DROP_OFFS,),
        "badly sorted bags / bags brought", "bags that are badly sorted",
    ),
    Figure(
        "alarm_precision", "1", "share", (_C.TRUE_ALARMS,), (_C.ALARMS,),
        "alarms while the true fill is at the alarm level / alarms",
        "alarms that are true",
    ),
    Figure(
        "alarm_recall", "1", "share", (_C.REACHED_ALARMED,), (_C.REACHED,),
        "emptied bins that had reached the alarm level and had an alarm "
        "/ emptied bins that had reached it",
        "full bins that were noticed before they were emptied",
    ),
    Figure(
        "alarm_delay_min", "min", "mean", (_C.DELAY_MS,), (_C.TRUE_ALARMS,),
        "time from reaching the alarm level to the alarm / true alarms",
        "how late a true alarm comes", MINUTE_MS,
    ),
    *WATCH_CATALOGUE,
    *SENSOR_CATALOGUE,
)  # fmt: skip
