"""From the distance a sensor sees to how full its bin is, by how it hangs.

Lives here: the mounting as people write it, and the fill level. Not here: what a simulated sensor
reads (`devices.physics.ultrasonic`, whose formula is used).
"""

from __future__ import annotations

from math import cos, radians
from typing import Annotated

from pydantic import Field

from devices.physics.ultrasonic import reported_permille
from devices.profiles.form import Part
from devices.profiles.quantities import ReadingRefused

BEYOND_FLOOR_MM = 100
"""How far behind the floor an echo may seem to lie: noise (3 mm s.d. on a flat target, trials in
Dublin, Rotherham and Derby) and a tape measure; assumed. Beyond, the lid stands open or the
mounting is wrong."""

HIGHEST_PERMILLE = 2_000
"""What the wire contract takes: waste heaped as high as the bin."""


class Mounting(Part):
    """How a sensor hangs in a bin: `depth_mm` from brim to floor, `clearance_mm` from the sensor
    down to the brim (negative: below it), `angle_deg` off the vertical.
    """

    depth_mm: Annotated[int, Field(ge=100, le=10_000)]
    clearance_mm: Annotated[int, Field(ge=-1_000, le=5_000)] = 0
    angle_deg: Annotated[int, Field(ge=0, le=60)] = 0


def fill_permille(mounting: Mounting, distance_mm: int) -> int:
    """‰ of the depth that is filled, 0 … 2000: the brim's height is 1000.

    The beam's height above the floor is its length times the cosine of its angle. Raises
    ReadingRefused for a distance behind the floor.
    """
    height_mm = mounting.depth_mm + mounting.clearance_mm
    down_mm = distance_mm * cos(radians(mounting.angle_deg))
    if down_mm > height_mm + BEYOND_FLOOR_MM:
        reason = f"{distance_mm} is behind the floor, {height_mm} below the sensor"
        raise ReadingRefused("distance_mm", reason)
    found = reported_permille(round(down_mm * 1_000), mounting.depth_mm, mounting.clearance_mm)
    return min(found, HIGHEST_PERMILLE)
