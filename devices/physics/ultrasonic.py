"""What an ultrasonic fill sensor under the lid reads.

Lives here: kernel-safe functions of integers; distances in µm. Not here: draws of noise, state.

The sensor hangs `clearance_mm` above the brim and looks down a straight bin of `depth_mm`. The
echo's distance has a noise (flat target: 3 mm standard deviation in trials in Dublin, Rotherham
and Derby) and comes in steps of the resolution.
"""

from __future__ import annotations

MILLI = 1_000
DAY_MS = 86_400_000


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


def stray_um(stray_permille: int, depth_mm: int, clearance_mm: int, resolution_um: int) -> int:
    """Distance of a stray echo: so much of the way from the sensor to the floor, in whole steps."""
    return (depth_mm + clearance_mm) * stray_permille // resolution_um * resolution_um


def drifted_um(distance_um: int, drift_um_per_day: int, now_ms: int, resolution_um: int) -> int:
    """A distance of a sensor that has drifted since time 0, in whole steps, at least 0."""
    steps = now_ms * drift_um_per_day // DAY_MS // resolution_um
    return max(0, distance_um + steps * resolution_um)


def bridged_ml(volume_ml: int, capacity_ml: int, bridged: int) -> int:
    """Volume that the sensor takes for what is there: a box in the throat stands at the brim."""
    return max(volume_ml, capacity_ml) if bridged else volume_ml


def reported_permille(distance_um: int, depth_mm: int, clearance_mm: int) -> int:
    """Fill level that follows from a distance, in ‰ of the depth to the nearest, at least 0."""
    level_um = (depth_mm + clearance_mm) * MILLI - distance_um
    return max(0, (level_um + depth_mm // 2) // depth_mm)
