"""A bin: how much of its stream is in it.

Lives here: the sans-IO model of one container. Not here: who brings or takes, sensors' reports.
"""

from __future__ import annotations

from devices.physics.fill import above_brim_ml, brim_mass_g, fill_permille, volume_ml


class Bin:
    """One bin of one stream; mass in g, volume in mL, density in g/L, compaction in ‰."""

    __slots__ = (
        "brim_g",
        "capacity_ml",
        "compaction_permille",
        "density_g_l",
        "mass_g",
        "stream",
        "volume_ml",
    )

    def __init__(
        self, stream: int, capacity_ml: int, density_g_l: int, compaction_permille: int
    ) -> None:
        self.stream = stream
        self.capacity_ml = capacity_ml
        self.density_g_l = density_g_l
        self.compaction_permille = compaction_permille
        self.brim_g = brim_mass_g(capacity_ml, density_g_l, compaction_permille)
        self.mass_g = 0
        self.volume_ml = 0

    @property
    def above_brim_ml(self) -> int:
        """What stands above the brim."""
        return above_brim_ml(self.volume_ml, self.capacity_ml)

    @property
    def fill_permille(self) -> int:
        """True fill level."""
        return fill_permille(self.volume_ml, self.capacity_ml)

    def put_in(self, mass_g: int) -> int:
        """A bag of `mass_g` ≥ 0 goes in; returns how much more stands above the brim, in mL."""
        before_ml = self.above_brim_ml
        self.mass_g += mass_g
        self.volume_ml = volume_ml(
            self.mass_g, self.density_g_l, self.capacity_ml, self.compaction_permille
        )
        return self.above_brim_ml - before_ml

    def empty(self) -> int:
        """Everything is taken out, also what stands above the brim; returns its mass."""
        mass_g, self.mass_g, self.volume_ml = self.mass_g, 0, 0
        return mass_g
