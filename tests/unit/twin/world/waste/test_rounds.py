"""Planned rounds in the world: who is visited, what is driven, what is left, what is learned."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from devices.earth import distance_m
from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from tests.small import H
from tests.small_waste import DEPOT, fixed, point, waste_scenario, waste_trace
from twin.engines.reference.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, TIME, VALUE, Records
from twin.world.desk import CollectionDesk
from twin.world.plan import plan_groups
from twin.world.rounds.heard import Heard

NORTH = {"latitude": DEPOT["latitude"] + 0.05, "longitude": DEPOT["longitude"]}
FAR = {"latitude": DEPOT["latitude"] + 0.06, "longitude": DEPOT["longitude"]}
BAGS = [(24.0 * day + hour, 1_000) for day in range(5) for hour in range(8, 14)]
FEW = [(24.0 * day + 9, 100) for day in range(5)]


def _scenario(**service: Any) -> Scenario:
    """Sites `c` and `d` north of the depot, a bin of 10 L at each, rounds planned at 6 h."""
    planned = {"id": "t", "kind": "dynamic", "streams": ["food"], "hours": [6]} | service
    return waste_scenario(
        run={"days": 5, "warmup_days": 0, "replications": 1, "seed": 1},
        sites=[{"id": "c", "households": 9, **NORTH}, {"id": "d", "households": 9, **FAR}],
        waste_points=[
            point(sensor={"report_every_min": 60}),
            point(id="q", site="d", sensor={"report_every_min": 60}),
        ],
        collection=[planned],
    )


def _logs(given: Scenario) -> list[Records]:
    """`c` gets 6 kg a day, `d` 0.1 kg."""
    (plan,) = plan_groups(given, lay_out_days(given))
    traces = [waste_trace(BAGS), waste_trace(FEW, site="d")]
    blocks: list[list[Records]] = [[], []]
    run_group(plan, traces, [None, None], lambda site, block: blocks[site].append(block))
    return [np.concatenate(each) for each in blocks]


def _of(log: Records, kind: Kind) -> Records:
    found: Records = log[log[:, KIND] == kind]
    return found


def _road_m(place: dict[str, float]) -> int:
    """One way from the depot, by a truck's usual detour."""
    return math.ceil(distance_m(*DEPOT.values(), *place.values()) * 1.3)


def test_a_full_point_is_visited_and_an_empty_one_left() -> None:
    """The first round knows nothing and goes everywhere; later ones go where it fills."""
    full, empty = _logs(_scenario())
    assert (_of(full, Kind.DISPATCH)[:, TIME] // (24 * H)).tolist() == [0, 1, 2, 3, 4]
    assert (_of(empty, Kind.DISPATCH)[:, TIME] // (24 * H)).tolist() == [0]
    assert len(_of(full, Kind.EMPTYING)) == 5
    assert not len(_of(full, Kind.OVERFLOW))


def test_trucks_come_when_the_list_says_and_drive_the_road() -> None:
    """A lone visit: there after the road at 20 km/h; the road both ways stands in its record."""
    full, _ = _logs(_scenario())
    road_m = _road_m(NORTH)
    due = _of(full, Kind.DISPATCH)[1]
    assert due[TIME] == 30 * H
    assert due[VALUE] == 30 * H + round(road_m / (20 / 3.6) * 1000)
    truck = _of(full, Kind.TRUCK)[1]
    assert truck[TIME] == due[VALUE]
    assert truck[VALUE] == 2 * road_m


def test_a_point_with_a_truck_on_its_way_is_not_planned_again() -> None:
    """Rounds every quarter of an hour, twenty minutes of road, a price nobody would not drive for:
    while a truck is on the road nobody else is sent there.
    """
    hours = [0.25 * quarter for quarter in range(48)]
    full, _ = _logs(_scenario(hours=hours, trucks=2, age_limit_h=0.1, overflow_km=1000))
    called, came = _of(full, Kind.DISPATCH), _of(full, Kind.TRUCK)
    assert len(called) > 50
    assert len(called) - len(came) in {0, 1}
    assert (called[1:, TIME] >= came[: len(called) - 1, TIME]).all()


def test_an_age_limit_sends_a_truck_to_an_empty_bin() -> None:
    """What is older than a day at the next round is fetched, however little it is."""
    _, empty = _logs(_scenario(age_limit_h=24.0))
    assert len(_of(empty, Kind.EMPTYING)) == 5


def test_a_price_of_nothing_sends_nobody() -> None:
    """An overflow that is worth no road: no round sets out, and the bin overflows."""
    full, empty = _logs(_scenario(overflow_km=0))
    assert not len(_of(full, Kind.TRUCK))
    assert not len(_of(empty, Kind.TRUCK))


def test_sites_of_a_planned_round_run_together() -> None:
    """Fixed rounds leave two sites two groups; a planned one makes them one."""
    given = _scenario()
    days = lay_out_days(given)
    apart = given.model_copy(update={"collection": waste_scenario(collection=[fixed()]).collection})
    assert [len(plan.sites) for plan in plan_groups(apart, days)] == [1, 1]
    assert [len(plan.sites) for plan in plan_groups(given, days)] == [2]


def test_rates_are_learned_by_the_clock_of_the_waste() -> None:
    """All comes from 18 to 20 h: an emptying at 19 h hides nothing of a rate of 600 a day."""
    evening = [int(hour in {18, 19}) for hour in range(24)]
    heard = Heard([evening, None], CollectionDesk())
    for day in range(4):
        at = 24 * H * day
        heard.hear(at + 18 * H, 0, 0)
        heard.hear(at + 19 * H, 0, 300)
        heard.empty(at + 19 * H, 0)
        heard.hear(at + 20 * H, 0, 300)
        heard.empty(at + 21 * H, 0)
    assert heard.rate_per_day[0] == 600
    heard.hear(9 * H, 1, 500)
    heard.empty(9 * H, 1)
    assert heard.fill_permille[1] == -1
