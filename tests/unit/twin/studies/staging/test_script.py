"""What the world's records do to devices: the cast and the script agree on who is who."""

from __future__ import annotations

from collections import Counter

from devices.simulator.bodies.lockers import LockerBank
from devices.wire.topics import topic_of
from scenarios.days import lay_out_days
from scenarios.expand import expand_sites
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.staging.cast import cast_of, so_many
from twin.studies.staging.script import TwinScript

SETTINGS = ["run.days=1", "run.warmup_days=0"]
DAY_MS = 86_400_000


def scenario(name: str) -> Scenario:
    """A scenario over one day."""
    return read_scenario(name, Scenario, SETTINGS).scenario


def test_acts_of_a_day_fit_the_bodies() -> None:
    """Every act finds its device; banks end with what was put in and not taken out."""
    small = scenario("smoke")
    members = list(cast_of(expand_sites(small)))
    bodies = {member.key: member.body() for member in members}
    script = TwinScript(small, lay_out_days(small), seed=1)
    acts: Counter[str] = Counter()
    for timed in script.advance(DAY_MS):
        bodies[timed.device].undergo(timed.act)
        acts[type(timed.act).__name__] += 1
    assert script.next_ms() is None
    occupied = sum(
        body.measure().fields["occupied"]
        for body in bodies.values()
        if isinstance(body, LockerBank)
    )
    assert acts["PutIn"] > 10
    assert occupied == acts["PutIn"] - acts["TakeOut"]


def test_waste_points_have_sensors_and_cameras() -> None:
    """One device a bin that has a sensor, one camera a point; their acts reach them."""
    by_fill = scenario("hangzhou@by-fill")
    places = list(expand_sites(by_fill))[:1]
    members = list(cast_of(places, gateways=True))
    kinds = Counter(member.kind for member in members)
    point = places[0].points[0]
    assert kinds["camera"] == len(places[0].points)
    assert kinds["bin_sensor"] == sum(len(each.bins) for each in places[0].points)
    assert members[0].size == len(members) - 1
    assert {member.gateway for member in members[1:]} == {"gateway"}
    bodies = {member.key: member.body() for member in members}
    script = TwinScript(by_fill, lay_out_days(by_fill), 1, frozenset({places[0].id}))
    acts = {(timed.device[1], type(timed.act).__name__) for timed in script.advance(DAY_MS)}
    assert (f"{point.id}-camera", "BadlySorted") in acts
    assert {(f"{point.id}-{each.id}", "Measure") for each in point.bins} <= acts
    assert {name for name, _ in acts} <= {device for _, device in bodies}


def test_copies_live_the_same_life_on_sites_of_their_own() -> None:
    """More devices than the scenario has; every name is a legal topic."""
    small = scenario("smoke")
    own = list(cast_of(expand_sites(small)))
    members, copies = so_many(own, 2 * len(own) + 1)
    assert copies == 3
    assert len({member.key for member in members}) == 2 * len(own) + 1
    for member in members:
        topic_of(member.site, member.device, "state")
    script = TwinScript(small, lay_out_days(small), 1, copies=copies)
    lives: dict[str, list[object]] = {}
    for timed in script.advance(DAY_MS):
        lives.setdefault(timed.device[0], []).append((timed.time_ms, timed.device[1], timed.act))
    site = own[0].site
    assert lives[site] == lives[f"{site}-2"] == lives[f"{site}-3"]
    assert so_many(own, 1) == (own[:1], 1)
