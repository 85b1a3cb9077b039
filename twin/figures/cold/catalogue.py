"""The figures of cold cells with their units and formulas.

Lives here: one row a figure. Not here: which rows a result shows, other figures.
"""

from __future__ import annotations

from scenarios.days import MINUTE_MS
from twin.figures.cold.counters import ColdCounter
from twin.figures.figure import Figure

_C = ColdCounter

MJ_PER_KWH = 3_600_000_000
"""Thousandths of a joule."""

COLD_CATALOGUE: tuple[Figure, ...] = (
    Figure(
        "excursion_parcels", "1/day", "total", (_C.WARM_PARCELS,), (),
        "parcels that come above the limit in their cold cell / measured days",
        "parcels that get too warm, a day, each counted once",
    ),
    Figure(
        "excursion_share", "1", "share", (_C.WARM_PARCELS,), (_C.DEPOSITS,),
        "parcels that come above the limit in their cold cell / deposits into cold cells",
        "chilled and frozen parcels that get too warm while they lie",
    ),
    Figure(
        "excursion_minutes", "min/day", "total", (_C.WARM_MS,), (),
        "time integral of parcels above the limit in their cold cells / measured days",
        "minutes that parcels lie too warm, a day", MINUTE_MS,
    ),
    Figure(
        "excursion_degree_minutes", "K·min/day", "total", (_C.EXCESS_MK_MIN,), (),
        "time integral of degrees above the limit, over parcels in cold cells / measured days",
        "how long and how far parcels lie too warm, a day", 1000,
    ),
    Figure(
        "energy_kwh", "kWh/day", "total", (_C.ENERGY_MJ,), (),
        "energy drawn by the cooling of cold cells / measured days",
        "energy that cold cells draw, a day", MJ_PER_KWH,
    ),
    Figure(
        "compressor_share", "1", "share", (_C.RAN_MS,), (_C.CELL_MS,),
        "time for which compressors run / (cold cells × time)",
        "how much of the time compressors run",
    ),
    Figure(
        "cell_air_c", "°C", "mean", (_C.AIR_MC,), (_C.READINGS,),
        "temperatures of the air at the end of every hour / (cold cells × hours)",
        "how cold it is in cold cells", 1000,
    ),
)  # fmt: skip
