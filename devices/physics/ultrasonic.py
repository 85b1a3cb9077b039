"""What an ultrasonic fill sensor under the lid reads.

Lives here: kernel-safe functions of integers; distances in µm. Not here: draws of noise, state.

The sensor hangs `clearance_mm` above the brim and looks down a straight bin of `depth_mm`. The
echo's distance has a noise (flat target: 3 mm standard deviation in trials in Dublin, Rotherham
and Derby) and comes in steps of the resolution.
"""

from __future__ import annotations

MILLI = 1_000


def echo_um(
    volume_ml: int, capacity_ml: int, depth_mm: int, clearance_mm: int, noise_milli: int,
    noise_um: int, resolution_um: int,
) -> int:  # fmt: skip
    """Distance that the sensor reports, a multiple of its resolution, at least 0.

    `noise_milli` is the latent noise of the slot in thousandths of the standard deviation
    `noise_um`. Waste can stand above the brim, but not nearer than the sensor.
    """
    level_um = volume_ml * depth_mm * MILLI // capacity_ml
    distance_um = (depth_mm + clearance_mm) * MILLI - level_um
    distance_um = max(0, distance_um) + noise_milli * noise_um // MILLI
    steps = (max(0, distance_um) + resolution_um // 2) // resolution_um
    return steps * resolution_um


def reported_permille(distance_um: int, depth_mm: int, clearance_mm: int) -> int:
    """Fill level that follows from a distance, in ‰ of the depth to the nearest, at least 0."""
    level_um = (depth_mm + clearance_mm) * MILLI - distance_um
    return max(0, (level_um + depth_mm // 2) // depth_mm)
