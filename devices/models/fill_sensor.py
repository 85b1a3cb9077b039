"""An ultrasonic fill sensor under the lid of a bin.

Lives here: the sans-IO model, built from its geometry. Not here: draws of noise, when it reports.
"""

from __future__ import annotations

from devices.models.bin import Bin
from devices.physics.ultrasonic import (
    bridged_ml,
    drifted_um,
    echo_um,
    reported_permille,
    stray_um,
)


class FillSensor:
    """Reads the bin it hangs over; it knows the depth it was set up with, not what lies there.

    `bridged` 1 while a box bridges the throat of the bin; `drift_um_per_day` of its zero.
    """

    __slots__ = (
        "bin",
        "bridged",
        "clearance_mm",
        "depth_mm",
        "drift_um_per_day",
        "noise_um",
        "resolution_um",
    )

    def __init__(
        self, over: Bin, depth_mm: int, clearance_mm: int, noise_um: int, resolution_um: int
    ) -> None:
        self.bin = over
        self.depth_mm = depth_mm
        self.clearance_mm = clearance_mm
        self.noise_um = noise_um
        self.resolution_um = resolution_um
        self.drift_um_per_day = 0
        self.bridged = 0

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

    def read_worn(self, now: int, noise_milli: int, stray_permille: int) -> int:
        """Reported fill level in ‰ of a sensor that is not as new; `stray_permille` −1: no echo
        strays.
        """
        if stray_permille >= 0:
            distance_um = stray_um(
                stray_permille, self.depth_mm, self.clearance_mm, self.resolution_um
            )
        else:
            distance_um = echo_um(
                bridged_ml(self.bin.volume_ml, self.bin.capacity_ml, self.bridged),
                self.bin.capacity_ml,
                self.depth_mm,
                self.clearance_mm,
                noise_milli,
                self.noise_um,
                self.resolution_um,
            )
        distance_um = drifted_um(distance_um, self.drift_um_per_day, now, self.resolution_um)
        return reported_permille(distance_um, self.depth_mm, self.clearance_mm)
