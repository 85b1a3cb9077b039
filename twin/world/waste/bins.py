"""The bins of one site as they stand: models, and the integers that behaviour and policies read.

Lives here: state of bins, sensors and alarms of a site. Not here: what happens to them
(`twin.world.waste.events`).
"""

from __future__ import annotations

from devices.models.bin import Bin
from devices.models.fill_sensor import FillSensor
from devices.physics.fill import brim_mass_g
from scenarios.expand import SitePlace
from twin.world.waste.plan import NEVER, WasteRules


class SiteBins:
    """Bins of a site, numbered from 0 through its points.

    `room_g` is what fits below the brim, negative where waste stands above it; it changes only
    together with the models. `first[p]` … `first[p + 1]` are the bins of point p. `level_permille`
    is the alarm level of the bin's service (−1 none), `reached_ms` since when the true fill is
    there (−1 it is not), `alarmed` 1 while an alarm stands, `spoilt` 1 since an abnormal drop-off
    lies in it; `locked` 1 while its lid is, since `locked_ms`.
    """

    __slots__ = (
        "alarmed",
        "always_open",
        "bins",
        "emptied_ms",
        "fill_sensors",
        "first",
        "heap_g",
        "level_permille",
        "locked",
        "locked_ms",
        "point_of",
        "reached_ms",
        "room_g",
        "spoilt",
        "stream_of",
    )

    def __init__(self, place: SitePlace, rules: WasteRules) -> None:
        self.first = [0]
        self.bins: list[Bin] = []
        self.fill_sensors: list[FillSensor | None] = []
        self.point_of: list[int] = []
        self.heap_g: list[int] = []
        self.always_open: list[int] = []
        for number, point in enumerate(place.points):
            for built in point.bins:
                density = rules.density_g_l[built.stream]
                compaction = rules.compaction_permille[built.stream]
                model = Bin(built.stream, built.capacity_ml, density, compaction)
                self.bins.append(model)
                self.fill_sensors.append(
                    None
                    if point.sensor is None
                    else FillSensor(
                        model,
                        built.depth_mm,
                        point.sensor.clearance_mm,
                        point.sensor.noise_um,
                        point.sensor.resolution_um,
                    )
                )
                self.point_of.append(number)
                self.heap_g.append(brim_mass_g(built.heap_ml, density, compaction))
                self.always_open.append(built.always_open)
            self.first.append(len(self.bins))
        self.stream_of = [model.stream for model in self.bins]
        self.room_g = [model.brim_g for model in self.bins]
        self.level_permille = [
            NEVER
            if rules.service_of[stream] == NEVER
            else rules.services[rules.service_of[stream]].level_permille
            for stream in self.stream_of
        ]
        self.reached_ms = [NEVER] * len(self.bins)
        self.emptied_ms = [0] * len(self.bins)
        self.alarmed = [0] * len(self.bins)
        self.spoilt = [0] * len(self.bins)
        self.locked = [0] * len(self.bins)
        self.locked_ms = [0] * len(self.bins)

    def put_in(self, now: int, position: int, mass_g: int) -> int:
        """A bag goes in; returns how much more stands above the brim, in mL."""
        model = self.bins[position]
        more_ml = model.put_in(mass_g)
        self.room_g[position] = model.brim_g - model.mass_g
        level = self.level_permille[position]
        if level != NEVER and self.reached_ms[position] < 0 and model.fill_permille >= level:
            self.reached_ms[position] = now
        return more_ml

    def empty(self, now: int, position: int) -> int:
        """The bin is emptied; returns the mass."""
        model = self.bins[position]
        mass_g = model.empty()
        self.room_g[position] = model.brim_g
        self.reached_ms[position] = NEVER
        self.emptied_ms[position] = now
        self.alarmed[position] = 0
        self.spoilt[position] = 0
        return mass_g
