"""The layout of a waste point: how much room it has, and whether its bins fit.

Lives here: area, footprints, the check between them. Not here: bins
(`scenarios.schema.waste.points`).
"""

from __future__ import annotations

from collections.abc import Iterable

from scenarios.schema.base import Model, quantity, share

FOOTPRINTS_M2 = ((80.0, 0.24), (120.0, 0.27), (240.0, 0.43), (660.0, 0.98), (1100.0, 1.53))
"""Volume up to so many litres → floor that a wheeled bin stands on. Outer dimensions that are usual
for bins after EN 840: 45 × 53, 48 × 56, 58 × 74, 126 × 78, 137 × 112 cm; assumed where a scenario
does not give `footprint_m2`."""


class Layout(Model):
    """Room of a point. Bins stand on what `free_share` leaves of it.

    The Hangzhou programme has about twenty layouts of 4 to 60 m².
    """

    area_m2: float = quantity(unit="m²", says="floor of the point", ge=1, le=500)
    free_share: float = share(0.5, says="floor kept free for people, doors, washing")


def footprint_m2(volume_l: float) -> float:
    """Floor that a bin of this volume stands on; above the largest of the table pro rata."""
    for most_l, taken_m2 in FOOTPRINTS_M2:
        if volume_l <= most_l:
            return taken_m2
    most_l, taken_m2 = FOOTPRINTS_M2[-1]
    return taken_m2 * volume_l / most_l


def check_layout(
    where: str, layout: Layout, bins: Iterable[tuple[float, int, float | None]]
) -> None:
    """Raise ValueError where bins of (volume in L, count, own footprint in m²) do not fit."""
    taken_m2 = sum(
        count * (footprint_m2(volume_l) if own is None else own) for volume_l, count, own in bins
    )
    left_m2 = layout.area_m2 * (1 - layout.free_share)
    if taken_m2 > left_m2 + 1e-9:
        raise ValueError(
            f"{where}.layout.area_m2 = {layout.area_m2:g}: bins take {taken_m2:.2f} m², must be at "
            f"most the {left_m2:.2f} m² that free_share = {layout.free_share:g} leaves"
        )
