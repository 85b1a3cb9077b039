"""Which closed forms of waste hold for a scenario.

Lives here: the conditions for a site with one bin of one stream, and the analytic values. Not here:
lockers (`twin.studies.verify.recognise`), the closed forms (`twin.oracles.waste`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from devices.models.bin import Bin
from devices.models.fill_sensor import FillSensor
from scenarios.demand.drop_offs import drop_offs_per_day
from scenarios.expand import SitePlace
from scenarios.points import BinPlace, SensorPlace
from scenarios.schema import Scenario
from scenarios.schema.waste.collection import WEEKDAYS, ByReportedFill, FixedRounds
from scenarios.schema.waste.streams import Stream, Waste
from twin.studies.verify.cases import OracleCase

HOURS_PER_DAY = 24
HOURS_PER_WEEK = 168
MAX_CV = 0.25
"""A normal bag is cut at a gram: below 4 standard deviations that changes nothing that is seen."""
NEVER_REACHED = 10
"""A heap so many standard deviations above what comes counts as without a limit."""


@dataclass(frozen=True, slots=True)
class _Lone:
    """The one bin of a scenario: everything that is brought goes into it, heaped if need be."""

    built: BinPlace
    sensor: SensorPlace | None
    stream: Stream
    bags_per_h: float
    is_flat: bool

    @property
    def bag_l(self) -> float:
        """Mean volume of a bag."""
        return self.stream.bag.mean_kg / self.stream.density_kg_l

    def heap_is_enough(self, mean_bags: float) -> bool:
        """Whether what is brought on top of a full bin stays below its limit, for all purposes."""
        cv = self.stream.bag.cv if self.stream.bag.law != "fixed" else 0.0
        most = mean_bags + NEVER_REACHED * math.sqrt(mean_bags * (1 + cv * cv)) + NEVER_REACHED
        return most * self.bag_l <= self.built.heap_ml / 1000


def recognise_waste(scenario: Scenario, site: SitePlace) -> list[OracleCase]:
    """Oracle cases of the waste of a scenario with one site."""
    lone = _lone_bin(scenario, site)
    if lone is None or lone.bags_per_h == 0:
        return []
    (service,) = (s for s in scenario.collection if lone.stream.id in s.streams)
    if isinstance(service, FixedRounds):
        return _rounds(lone, service)
    return _alarm(lone, service) if isinstance(service, ByReportedFill) else []


def _lone_bin(scenario: Scenario, site: SitePlace) -> _Lone | None:
    waste = scenario.waste
    if waste is None or len(waste.streams) != 1 or len(site.points) != 1:
        return None
    (point,), (stream,) = site.points, waste.streams
    if len(point.bins) != 1 or point.opens_ms or stream.compaction != 1 or not _all_pile(waste):
        return None
    per_day = drop_offs_per_day(waste, stream, site) * waste.weekday_factor[0]
    return _Lone(
        built=point.bins[0],
        sensor=point.sensor,
        stream=stream,
        bags_per_h=per_day / HOURS_PER_DAY,
        is_flat=len(set(waste.hour_weights)) == 1,
    )


def _all_pile(waste: Waste) -> bool:
    return waste.pile_share == 1 and len(set(waste.weekday_factor)) == 1


def _rounds(lone: _Lone, service: FixedRounds) -> list[OracleCase]:
    """Rounds at equal distances: Poisson numbers of bags of a known size between them."""
    gap_h = _gap_h(service)
    if gap_h is None or (not lone.is_flat and gap_h % HOURS_PER_DAY):
        return []
    from twin.oracles.waste.rounds import equal_bags, exponential_bags, normal_bags

    mean_bags, volume_l = lone.bags_per_h * gap_h, lone.built.capacity_ml / 1000
    bag = lone.stream.bag
    if not lone.heap_is_enough(mean_bags):
        return []
    if bag.law == "fixed":
        name, exact = "bin-poisson", equal_bags(mean_bags, lone.bag_l, volume_l)
    elif bag.law == "exponential":
        name, exact = "bin-exponential", exponential_bags(mean_bags, lone.bag_l, volume_l)
    elif bag.law == "normal" and bag.cv <= MAX_CV:
        name, exact = "bin-normal", normal_bags(mean_bags, lone.bag_l, bag.cv, volume_l)
    else:
        return []
    return [
        OracleCase(name, "overflow_share", exact.probability),
        OracleCase(f"{name}-litres", "overflow_litres_per_emptying", exact.excess_l),
    ]


def _gap_h(service: FixedRounds) -> float | None:
    """Hours from round to round, None where they differ."""
    hours = sorted(
        WEEKDAYS.index(day) * HOURS_PER_DAY + hour
        for day in service.weekdays
        for hour in service.hours
    )
    following = [*hours[1:], hours[0] + HOURS_PER_WEEK]
    gaps = [after - before for before, after in zip(hours, following, strict=True)]
    return gaps[0] if max(gaps) - min(gaps) < 1e-9 else None


def _alarm(lone: _Lone, service: ByReportedFill) -> list[OracleCase]:
    """A sensor without noise, bags of one size at any hour alike: the exact alarm cycle."""
    sensor, bag = lone.sensor, lone.stream.bag
    if (
        sensor is None
        or sensor.noise_um > 0
        or bag.law != "fixed"
        or not lone.is_flat
        or service.age_limit_h is not None
    ):
        return []
    numbers = _level_and_fit(lone, sensor, round(service.level * 1000))
    interval_h = sensor.report_ms / 3_600_000
    if numbers is None or not lone.heap_is_enough(lone.bags_per_h * (interval_h + service.lead_h)):
        return []
    from twin.oracles.waste.alarm import alarm_cycle

    level, fit = numbers
    cycle = alarm_cycle(level, fit, lone.bags_per_h, service.lead_h, interval_h)
    return [
        OracleCase("alarm-interval", "overflow_share", cycle.probability),
        OracleCase("alarm-interval-delay", "alarm_delay_min", cycle.delay_h * 60),
    ]


def _level_and_fit(lone: _Lone, sensor: SensorPlace, level: int) -> tuple[int, int] | None:
    """Bags at which the sensor reports the level, and bags that fit, as the device counts them.

    None where the true fill reaches the level at another bag, or bags do not fill the bin evenly.
    """
    density_g_l = max(1, round(lone.stream.density_kg_l * 1000))
    bag_g = round(lone.stream.bag.mean_kg * 1000)
    model = Bin(0, lone.built.capacity_ml, density_g_l, 1000)
    device = FillSensor(model, lone.built.depth_mm, sensor.clearance_mm, 0, sensor.resolution_um)
    if model.brim_g % bag_g:
        return None
    fit = model.brim_g // bag_g
    for number in range(1, fit + 1):
        model.put_in(bag_g)
        reported, true = device.read(0) >= level, model.fill_permille >= level
        if reported != true:
            return None
        if reported:
            return number, fit
    return None
