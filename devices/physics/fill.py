"""How full a bin is: volume from mass, density and compaction.

Lives here: kernel-safe functions of integers; mass in g, volume in mL, density in g/L. Not here:
state, sensors.

Waste lies loose in a bin until it reaches the brim; more is pressed in, until its density is
`compaction_permille` / 1000 times the loose one; what comes then stands above the brim.
"""

from __future__ import annotations


def brim_mass_g(capacity_ml: int, density_g_l: int, compaction_permille: int) -> int:
    """The mass that fills a bin to the brim, pressed as far as the limit (≥ 1000 ‰) allows."""
    return capacity_ml * density_g_l * compaction_permille // 1_000_000


def volume_ml(mass_g: int, density_g_l: int, capacity_ml: int, compaction_permille: int) -> int:
    """Volume of waste in a bin: loose below the brim, pressed at it, pressed above it."""
    loose_ml = mass_g * 1_000 // density_g_l
    if loose_ml <= capacity_ml:
        return loose_ml
    pressed_ml = mass_g * 1_000_000 // (density_g_l * compaction_permille)
    return max(pressed_ml, capacity_ml)


def above_brim_ml(volume_in_bin_ml: int, capacity_ml: int) -> int:
    """Volume above the brim."""
    return max(0, volume_in_bin_ml - capacity_ml)


def fill_permille(volume_in_bin_ml: int, capacity_ml: int) -> int:
    """Fill level: volume over capacity in ‰, rounded down; above 1000 where waste is heaped."""
    return volume_in_bin_ml * 1_000 // capacity_ml
