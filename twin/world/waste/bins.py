"""The bins of one site as they stand: models, and the integers that behaviour and policies read.

Lives here: state of bins, sensors and alarms of a site. Not here: what happens to them
(`twin.world.waste.events`).
"""

from __future__ import annotations

from collections.abc import Sequence

from devices.models.bin import Bin
from devices.models.fill_sensor import FillSensor
from devices.models.sensor_radio import SensorRadio
from devices.physics.fill import brim_mass_g
from scenarios.expand import SitePlace
from scenarios.points import SensorPlace
from twin.world.waste.plan import NEVER, WasteRules


class SiteBins:
    """Bins of a site, numbered from 0 through its points.

    `room_g` is what fits below the brim, negative where waste stands above it; it changes only
    together with the models. `first[p]` … `first[p + 1]` are the bins of point p. `level_permille`
    is the alarm level of the bin's service (−1 none), `reached_ms` since when the true fill is
    there (−1 it is not), `alarmed` 1 while an alarm stands, `spoilt` 1 since an abnormal drop-off
    lies in it; `locked` 1 while its lid is, since `locked_ms`. `radios` of sensors that are worn.
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
        "radios",
        "reached_ms",
        "room_g",
        "spoilt",
        "stream_of",
    )

    def __init__(
        self, place: SitePlace, rules: WasteRules, charge_permille: Sequence[int] | None = None
    ) -> None:
        """`charge_permille` of the sensors' batteries at the start, None where none is worn."""
        self.first = [0]
        self.radios: list[SensorRadio | None] = []
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
                self.fill_sensors.append(_sensor(model, built.depth_mm, point.sensor))
                permille = 1000 if charge_permille is None else charge_permille[len(self.radios)]
                self.radios.append(_radio(point.sensor, permille))
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
        self.emptied_ms = [rules.begin_ms] * len(self.bins)
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

    def fill(self, now: int, masses_g: Sequence[int]) -> None:
        """So much is in the bins already when the run begins."""
        for position, mass_g in enumerate(masses_g):
            self.put_in(now, position, mass_g)

    def empty(self, now: int, position: int) -> int:
        """The bin is emptied; returns the mass."""
        model = self.bins[position]
        mass_g = model.empty()
        self.room_g[position] = model.brim_g
        self.reached_ms[position] = NEVER
        self.emptied_ms[position] = now
        self.alarmed[position] = 0
        self.spoilt[position] = 0
        sensor = self.fill_sensors[position]
        if sensor is not None:
            sensor.bridged = 0
        return mass_g

    def bridge(self, position: int) -> None:
        """The bag that went in bridges the throat: a sensor sees nothing below it."""
        sensor = self.fill_sensors[position]
        if sensor is not None:
            sensor.bridged = 1


def _sensor(over: Bin, depth_mm: int, built: SensorPlace | None) -> FillSensor | None:
    if built is None:
        return None
    sensor = FillSensor(over, depth_mm, built.clearance_mm, built.noise_um, built.resolution_um)
    if built.wear is not None:
        sensor.drift_um_per_day = built.wear.drift_um_per_day
    return sensor


def _radio(built: SensorPlace | None, charge_permille: int) -> SensorRadio | None:
    """What sends the readings of a worn sensor; as new it sends all."""
    wear = None if built is None else built.wear
    if wear is None:
        return None
    return SensorRadio(
        wear.battery_uah, wear.battery_uah * charge_permille // 1000, wear.report_uah,
        wear.idle_uah_per_day, wear.replace_ms, wear.dead_band_permille, wear.silent_at_most,
        wear.kept,
    )  # fmt: skip
