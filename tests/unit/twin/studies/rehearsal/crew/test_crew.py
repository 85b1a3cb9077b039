"""Staff who work off the manager's orders in virtual time."""

from __future__ import annotations

import json
from functools import partial

import pytest

from courtyard.main import run_app
from courtyard.site_files import read_rulebook
from devices.simulator.acts import BagCleared, Measure, TimedAct
from fleet.adapters.rulebook.reading import configure
from scenarios.expand import SitePlace, expand_sites
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.eventlog.events import Kind
from twin.studies.rehearsal.crew.ground import Ground
from twin.studies.rehearsal.crew.study import Case, compared, play, with_people
from twin.studies.rehearsal.crew.tally import Tally

HOUR_MS = 3_600_000
ONE_COMPOUND = [
    "sites.old.count=1",
    "sites.moved.count=1",
    "sites.new.count=1",
    "sites.fine.count=1",
]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """A compound of each kind."""
    return read_scenario("hangzhou@digital", Scenario, ONE_COMPOUND).scenario


@pytest.fixture(scope="module")
def played(scenario: Scenario) -> dict[str, dict[str, float]]:
    """A day of three people by eye, with the manager, and of one."""
    of_site = partial(configure, read_rulebook("hangzhou"), by="test")
    cases = (Case(3, False), Case(3, True), Case(1, True))
    return {case.name: play(scenario, case, 1, 1, of_site) for case in cases}


def test_what_is_picked_up_lies_no_longer(played: dict[str, dict[str, float]]) -> None:
    """Bags on the floor are found by their alarms; the same residents bring the same."""
    eye, digital = played["3 by eye"], played["3 digital"]
    assert digital["bag_h_per_day"] < 0.5 * eye["bag_h_per_day"]
    assert digital["badly_sorted_share"] == eye["badly_sorted_share"]
    assert digital["full_h_per_day"] <= eye["full_h_per_day"]


def test_without_staff_the_ground_is_that_of_a_run(
    scenario: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bag hours and the badly sorted share are the figures of `courtyard run` to the last digit;
    four people keep the shifts of all points.
    """
    of_site = partial(configure, read_rulebook("hangzhou"), by="test")
    alone = play(scenario, Case(4, False), 1, 1, of_site)
    words = [word for each in ONE_COMPOUND for word in ("--set", each)]
    short = "--days 1 --seed 1 --replications 1 --engine reference --log none --json"
    run_app(["run", "hangzhou@digital", *words, *short.split()])
    figures = {row["name"]: row for row in json.loads(capsys.readouterr().out)["kpis"][:15]}
    assert alone["bag_h_per_day"] == pytest.approx(figures["landed_bag_hours"]["mean"], rel=1e-12)
    assert alone["badly_sorted_share"] == pytest.approx(figures["mixed_share"]["mean"], rel=1e-12)


def test_fewer_people_take_longer_and_more_is_escalated(
    played: dict[str, dict[str, float]],
) -> None:
    """One person for three points, with as many orders or more."""
    three, one = played["3 digital"], played["1 digital"]
    assert one["response_min"] > three["response_min"]
    assert one["to_community_share"] > three["to_community_share"]
    assert one["badly_sorted_share"] > three["badly_sorted_share"]
    assert 0 < three["busy_share"] < one["busy_share"] <= 1


def test_shifts_are_missed_where_people_are_fewer_than_points(scenario: Scenario) -> None:
    """One of three points: two of three shifts are missed, and of the third one in ten."""
    for people, missed in ((3, 0.1), (1, 0.7), (5, 0.1)):
        point = with_people(scenario, people).waste_points[0]
        assert point.supervision is not None
        assert point.supervision.absence_share == pytest.approx(missed)


def test_an_emptied_bin_holds_what_came_since() -> None:
    """Full from 2 h, emptied by staff at 3 h; the sensor reads less until the truck."""
    (place, *_) = expand_sites(read_scenario("hangzhou@digital", Scenario, ONE_COMPOUND).scenario)
    ground = Ground(0)
    key = place.id, f"{place.points[0].id}-{place.points[0].bins[0].id}"
    capacity = place.points[0].bins[0].capacity_ml
    _bag(ground, place, 2 * HOUR_MS, capacity)
    ground.empty(key, 3 * HOUR_MS)
    assert ground.full_ms == HOUR_MS
    _bag(ground, place, 4 * HOUR_MS, capacity * 12 // 10)
    assert ground.bend(TimedAct(0, key, Measure(1_200))).act == Measure(200)
    _bag(ground, place, 5 * HOUR_MS, 0, Kind.EMPTYING)
    assert ground.bend(TimedAct(0, key, Measure(30))).act == Measure(30)
    ground.close(9 * HOUR_MS)
    assert ground.full_ms == HOUR_MS


def _bag(
    ground: Ground, place: SitePlace, at_ms: int, volume_ml: int, kind: Kind = Kind.DROP_OFF
) -> None:
    at = len(place.banks) << 32 | 1
    ground.see(place, (at_ms, kind, 0, 0, at, 0, volume_ml, 0))


def test_bags_lie_until_the_first_who_comes() -> None:
    """Staff after an hour, the world's own cleaner later: an hour each."""
    (place, *_) = expand_sites(read_scenario("hangzhou@digital", Scenario, ONE_COMPOUND).scenario)
    ground = Ground(0)
    camera = place.id, f"{place.points[0].id}-camera"
    at = len(place.banks) << 32
    for bag in (7, 8):
        ground.see(place, (0, Kind.LANDED, bag, 0, at, 0, 0, 900))
    assert ground.pick_up(camera, HOUR_MS) == [BagCleared(7), BagCleared(8)]
    ground.see(place, (2 * HOUR_MS, Kind.CLEARING, 7, 0, at | 1, 0, 0, 0))
    assert (ground.bag_ms, ground.bags) == (2 * HOUR_MS, 2)


def test_a_tally_counts_the_first_answer_and_each_level_once() -> None:
    """From its beginning on; the last level again is late."""
    tally = Tally(100)
    for order, at_ms in (("s:1", 50), ("s:2", 200)):
        tally.opened(order, "pick_up_bag", at_ms)
        tally.taken(order, at_ms + 30)
        tally.left(order, at_ms + 40)
    tally.taken("s:2", 300)
    for level in (1, 2, 2):
        tally.escalated("s:2", level, 400)
    tally.closed("s:1", 500)
    tally.closed("s:2", 600)
    assert (tally.response_ms, tally.close_ms, tally.busy_ms) == ([30], [400], 10)
    assert (dict(tally.levels), tally.late, tally.most_open) == ({1: 1, 2: 1}, 1, 2)


def test_fewer_are_enough_where_nothing_is_worse() -> None:
    """Within a tenth of the first case, at the upper end of the interval; money follows."""

    def figures(bags: float, people: float, devices: float) -> dict[str, float]:
        return {
            "full_h_per_day": 10.0, "bag_h_per_day": bags, "badly_sorted_share": 0.1,
            "staff": people, "devices_per_year": devices,
        }  # fmt: skip

    cases = [Case(3, False), Case(2, True), Case(1, True)]
    seeds = [
        {
            "3 by eye": figures(50 + n, 3, 0), "2 digital": figures(20 + n, 2, 6_000),
            "1 digital": figures(70 + n, 1, 6_000),
        }
        for n in range(3)
    ]  # fmt: skip
    found = compared(cases, seeds, 60_000)
    assert found["enough"] == "2 digital"
    assert found["staff_saved"] == pytest.approx(1 / 3)
    assert found["cost_saved"] == pytest.approx(1 - 126 / 180)
    assert compared(cases[::2], seeds, 60_000)["enough"] is None
