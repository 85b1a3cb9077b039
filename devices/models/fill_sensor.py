"""An ultrasonic fill sensor under the lid of a bin.

Lives here: the sans-IO model, built from its geometry. Not here: draws of noise, when it reports.
"""

from __future__ import annotations

from devices.models.bin import Bin
from devices.physics.ultrasonic import echo_um, reported_permille


class FillSensor:
    """Reads the bin it hangs over; it knows the depth it was set up with, not what lies there."""

    __slots__ = ("bin", "clearance_mm", "depth_mm", "noise_um", "resolution_um")

    def __init__(
        self, over: Bin, depth_mm: int, clearance_mm: int, noise_um: int, resolution_um: int
    ) -> None:
        self.bin = over
        self.depth_mm = depth_mm
        self.clearance_mm = clearance_mm
        self.noise_um = noise_um
        self.resolution_um = resolution_um

    def read(self, noise_milli: int) -> int:
        """Reported fill level in ‰; `noise_milli`: latent noise in thousandths of its deviation."""
        distance_um = echo_um(
            self.bin.volume_ml,
            self.bin.capacity_ml,
            self.depth_mm,
            self.clearance_mm,
            noise_milli,
            self.noise_um,
            self.resolution_um,
        )
        return reported_permille(distance_um, self.depth_mm, self.clearance_mm)
