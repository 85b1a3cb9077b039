"""Counts over devices at each full minute, as measurements of their own.

Lives here: sites, communities, the city; firmware; the ledger. Not here: what counts them
(`fleet.metrics.fold`). They stand for the moment before the first record of the minute: a minute
without a record has none, so that a manager that hears nothing shows as no data, not as zero.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import msgspec

from fleet.metrics import catalogue
from fleet.metrics.fold import Fold, Known
from fleet.metrics.making import write_registry
from fleet.metrics.ordering import roll_orders
from fleet.metrics.points import Points

CITY = "city"


@dataclass
class Area:
    """Sums over the devices of an area."""

    counts: Counter[str] = field(default_factory=Counter)
    fill_permille: int = 0

    def add(self, known: Known) -> None:
        """Count a device."""
        counts, last = self.counts, known.last
        if known.presence == "unheard":
            counts["unheard"] += 1
        else:
            counts["devices"] += 1
            counts["here" if known.is_here else "away"] += 1
        for alarm in known.alarms:
            counts["alarms"] += 1
            counts["overflows"] += alarm == "overflow"
            counts["excursions"] += alarm == "excursion"
        if "compartments" in last:
            counts["banks"] += 1
            counts["banks_full"] += last["free"] == 0
            for name in ("compartments", "occupied", "free", "out_of_service"):
                counts[name] += last[name]
        elif "fill_permille" in last:
            counts["bins"] += 1
            self.fill_permille += last["fill_permille"]
        elif "air_mc" in last:
            counts["cells"] += 1
        counts["bags_on_floor"] += last.get("bags_on_floor", 0)

    def fields(self) -> dict[str, int | str | bool | None]:
        """As the catalogue has them; a mean over no bin is left out."""
        found: dict[str, int | str | bool | None] = {
            name: self.counts[name]
            for name, unit in catalogue.AREA.units.items()
            if unit == "count"
        }
        bins = self.counts["bins"]
        found["fill_permille"] = self.fill_permille // bins if bins else None
        return found


def areas_of(fold: Fold) -> dict[tuple[str, str], Area]:
    """Level and name → sums."""
    areas: dict[tuple[str, str], Area] = {("city", CITY): Area()}
    for known in fold.devices.values():
        places = [("city", CITY), ("site", known.site)]
        places += [("community", group) for group in known.groups or ["none"]]
        for place in places:
            areas.setdefault(place, Area()).add(known)
    return areas


def roll(points: Points, time_ms: int, *, is_new_day: bool) -> None:
    """Write what stands at a full minute; at midnight UTC the registry too."""
    fold = points.fold
    for (level, name), area in areas_of(fold).items():
        points.put(catalogue.AREA, None, {"level": level, "name": name}, area.fields(), time_ms)
    running = Counter((d.model, d.firmware) for d in fold.devices.values() if d.firmware)
    for (model, version), devices in running.items():
        tags = {"model": model, "version": version}
        points.put(catalogue.FLEET_FIRMWARE, None, tags, {"devices": devices}, time_ms)
    points.put(catalogue.LEDGER, None, {}, msgspec.to_builtins(fold.ledger), time_ms)
    roll_orders(points, time_ms)
    if is_new_day:
        for known in fold.devices.values():
            write_registry(points, known, time_ms)
