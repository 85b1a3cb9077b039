"""What happens at counters, doors and in lobbies, event by event, in both engines."""

from __future__ import annotations

import numpy as np

from scenarios.days import lay_out_days
from scenarios.parts.counters import TO_COUNTER, TO_HOME, TO_LOBBY
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from tests.equality.both import Case, compare
from tests.small import MINUTE, H, trace
from tests.small_counters import ONE_CALL, counter, counter_scenario, counter_trace
from twin.eventlog.events import Kind
from twin.eventlog.record import ENTITY, KIND, ORDINAL, PLACE, TIME, VALUE, Records
from twin.world.plan import plan_groups

SECOND = 1_000
Line = tuple[float, Kind, int, int, int]


def run(given: Scenario, drawn: SiteTrace) -> Records:
    """The log of the site; both engines write it."""
    (plan,) = plan_groups(given, lay_out_days(given))
    (log,) = compare(Case(plan, (drawn,), (None,)))
    return log


def lines(log: Records, *kinds: Kind) -> list[Line]:
    """(hour, kind, entity, ordinal, value) of some kinds."""
    return [
        (int(r[TIME]) / H, Kind(int(r[KIND])), int(r[ENTITY]), int(r[ORDINAL]), int(r[VALUE]))
        for r in log
        if r[KIND] in kinds
    ]


def free(log: Records, kind: Kind) -> list[tuple[int, int]]:
    """(parcels standing, recipients waiting) after each record of a kind."""
    return [(int(r[6]) & 0xFFFFFFFF, int(r[6]) >> 32) for r in log if r[KIND] == kind]


def test_the_counter_stands_there_from_the_start() -> None:
    """One record: desks and places, at the place after banks and waste points."""
    log = run(counter_scenario(counters=[counter(staff=3)]), counter_trace([]))
    assert lines(log, Kind.SHELVES) == [(0, Kind.SHELVES, 0, 3, 2)]
    assert log[0, PLACE] >> 32 == 0
    assert log[-1, KIND] == Kind.END


def test_parcels_are_handed_in_one_after_another() -> None:
    """30 s each; the third finds the shelves full and stands on the floor."""
    given = counter_scenario(counters=[counter(hand_in_s=30)])
    log = run(given, counter_trace(ONE_CALL))
    assert lines(log, Kind.CALL) == [(9, Kind.CALL, 0, TO_COUNTER, 120 * SECOND)]
    handed = lines(log, Kind.HAND_IN)
    assert [(line[0], line[2], line[3]) for line in handed] == [
        (9 + 30 / 3600, 0, 0),
        (9 + 60 / 3600, 1, 0),
        (9 + 90 / 3600, 2, 1),
    ]
    assert free(log, Kind.HAND_IN) == [(1, 0), (2, 0), (3, 0)]


def test_a_closed_counter_lets_the_courier_come_when_it_opens() -> None:
    """A call at 6 h happens at 8 h; the next call keeps its time."""
    log = run(counter_scenario(), counter_trace([(6, TO_COUNTER, 1), (9, TO_COUNTER, 1)]))
    assert [line[:3] for line in lines(log, Kind.CALL)] == [(8, Kind.CALL, 0), (9, Kind.CALL, 1)]


def test_recipients_wait_for_the_desk_in_order() -> None:
    """Three come at once to one desk of a minute each; who leaves makes room on the shelf."""
    log = run(counter_scenario(), counter_trace(ONE_CALL))
    assert lines(log, Kind.COUNTER_SERVICE) == [
        (12, Kind.COUNTER_SERVICE, 0, 0, 0),
        (12 + 1 / 60, Kind.COUNTER_SERVICE, 1, 0, MINUTE),
        (12 + 2 / 60, Kind.COUNTER_SERVICE, 2, 0, 2 * MINUTE),
    ]
    stay_ms = 3 * H
    assert lines(log, Kind.COUNTER_COLLECTION) == [
        (12 + 1 / 60, Kind.COUNTER_COLLECTION, 0, 1, stay_ms + MINUTE),
        (12 + 2 / 60, Kind.COUNTER_COLLECTION, 1, 0, stay_ms + 2 * MINUTE),
        (12 + 3 / 60, Kind.COUNTER_COLLECTION, 2, 0, stay_ms + 3 * MINUTE),
    ]
    assert free(log, Kind.COUNTER_COLLECTION) == [(2, 2), (1, 1), (0, 0)]


def test_two_desks_serve_two_at_once() -> None:
    """The third waits for the first of them."""
    log = run(counter_scenario(counters=[counter(staff=2)]), counter_trace(ONE_CALL))
    assert [line[4] for line in lines(log, Kind.COUNTER_SERVICE)] == [0, 0, MINUTE]


def test_nobody_comes_while_it_is_closed() -> None:
    """Who would come at 23 h, 3 of 12 closed hours in, comes a quarter into the next day."""
    log = run(counter_scenario(), counter_trace([(9, TO_COUNTER, 1)], dwell_h=14.0))
    assert [line[0] for line in lines(log, Kind.COUNTER_SERVICE)] == [24 + 8 + 3]


def test_a_parcel_that_nobody_fetches_is_taken_back() -> None:
    """24 h after it was handed in, on the round of 10 h; its recipient finds nothing."""
    rule = {"free_h": 10, "take_back_after_h": 24, "take_back_hour": 10}
    log = run(counter_scenario(overdue=rule), counter_trace([(9, TO_COUNTER, 1)], dwell_h=60.0))
    assert lines(log, Kind.COUNTER_TAKE_BACK) == [(34, Kind.COUNTER_TAKE_BACK, 0, 0, 25 * H)]
    assert lines(log, Kind.COUNTER_SERVICE) == []


def test_chilled_parcels_take_the_fridge_first() -> None:
    """One place: the first goes in, the others stand with the rest, unrefrigerated."""
    given = counter_scenario(counters=[counter(fridge_places=1)])
    log = run(given, counter_trace(ONE_CALL, temperature=1))
    assert [line[3] for line in lines(log, Kind.HAND_IN)] == [4, 2, 2]
    assert [line[3] for line in lines(log, Kind.COUNTER_COLLECTION)] == [4, 0, 0]
    assert free(log, Kind.HAND_IN) == [(0, 0), (1, 0), (2, 0)]


def test_at_the_door_or_in_the_lobby() -> None:
    """The second door stays shut: the parcel is left in the lobby until it is found."""
    drawn = counter_trace([(9, TO_HOME, 2), (10, TO_LOBBY, 1)], at_home=[1, 0, 0])
    log = run(counter_scenario(), drawn)
    assert lines(log, Kind.DOOR, Kind.FLOOR, Kind.FLOOR_COLLECTION) == [
        (9 + 90 / 3600, Kind.DOOR, 0, 1, 90 * SECOND),
        (9 + 180 / 3600, Kind.DOOR, 1, 0, 90 * SECOND),
        (9 + 180 / 3600, Kind.FLOOR, 1, 8, 0),
        (10 + 20 / 3600, Kind.FLOOR, 2, 0, 20 * SECOND),
        (11 + 180 / 3600, Kind.FLOOR_COLLECTION, 1, 0, 2 * H),
        (12 + 20 / 3600, Kind.FLOOR_COLLECTION, 2, 0, 2 * H),
    ]
    assert (log[np.isin(log[:, KIND], [Kind.DOOR, Kind.FLOOR]), PLACE] >> 32 == -1).all()


def test_nobody_at_the_door_and_a_counter() -> None:
    """Where the rule ends at the counter the parcel is handed in there, once it is open."""
    given = counter_scenario(rejected={"then": ["counter"]})
    log = run(given, counter_trace([(7, TO_HOME, 1)]))
    assert [line[:4] for line in lines(log, Kind.HAND_IN)] == [(8, Kind.HAND_IN, 0, 8)]


WITH_BANK = {"banks": [{"id": "b", "site": "c", "compartments": {"S": 1}}]}


def test_what_fits_no_locker_goes_to_the_nearest_counter() -> None:
    """Rejected by the one compartment, and oversize: both are handed in at `near`."""
    given = counter_scenario(
        **WITH_BANK,
        counters=[counter(walk_m=90), counter(id="near", walk_m=10)],
        rejected={"then": ["counter"]},
    )
    lockers = trace([(9 * H, [0, 0, -1])], handling_ms=0)
    log = run(given, counter_trace([], base=lockers))
    assert [line[1:3] for line in lines(log, Kind.COUNTER, Kind.OVERSIZE)] == [
        (Kind.OVERSIZE, 2),
        (Kind.COUNTER, 1),
    ]
    handed = log[log[:, KIND] == Kind.HAND_IN]
    assert handed[:, ENTITY].tolist() == [1, 2]
    assert (handed[:, PLACE] >> 32).tolist() == [2, 2]
    assert handed[:, ORDINAL].tolist() == [8, 8]


def test_oversize_without_a_counter_goes_on_as_rejected() -> None:
    """At a site with a doorstep and no counter: into the lobby; without a doorstep it ends."""
    lockers = trace([(9 * H, [-1])])
    parts = {
        **WITH_BANK,
        "counters": [],
        "parcels": {"per_household_day": 1.0, "size_mix": {"S": 1}},
    }
    log = run(counter_scenario(**parts), counter_trace([], base=lockers))
    assert [line[1] for line in lines(log, Kind.OVERSIZE, Kind.LOBBY)] == [
        Kind.OVERSIZE,
        Kind.LOBBY,
    ]
    log = run(counter_scenario(**parts | {"doorstep": None}), lockers)
    assert [line[1] for line in lines(log, Kind.OVERSIZE, Kind.LOBBY)] == [Kind.OVERSIZE]


def test_direct_parcels_are_numbered_after_the_lockers() -> None:
    """Entities of calls' parcels begin where those of visits end."""
    lockers = trace([(9 * H, [0, 0])])
    given = counter_scenario(**WITH_BANK, rejected={"then": ["counter"]})
    log = run(given, counter_trace([(15, TO_COUNTER, 2)], base=lockers))
    handed = log[log[:, KIND] == Kind.HAND_IN]
    assert sorted(handed[:, ENTITY].tolist()) == [1, 2, 3]


def test_the_horizon_cuts_what_comes_after() -> None:
    """A recipient of the day after the run is not seen, nor a call's parcels past it."""
    log = run(counter_scenario(), counter_trace([(71.999, TO_LOBBY, 3)]))
    assert lines(log, Kind.FLOOR) == []
