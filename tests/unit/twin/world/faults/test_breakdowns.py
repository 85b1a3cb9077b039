"""What faults do at a bank, event by event, on hand-written traces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from scenarios.days import lay_out_days
from scenarios.parts.faults import DOOR, NETWORK, SENSOR, TERMINAL, FaultTrace
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from tests.equality.both import Case, compare
from tests.small import H, column, scenario, trace
from tests.small_waste import point, threshold, waste_scenario, waste_trace
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, ORDINAL, TIME, VALUE, Records, compartment_of, free_of_bank
from twin.world.plan import plan_groups

FAULT = {"mtbf_h": 100.0, "repair": {"work": {"law": "fixed", "mean_h": 1}}}
MAINS_CUT = {"id": "o", "kind": "mains", "first_day": "2026-03-02", "from_hour": 18, "hours": 4}
NETWORK_CUT = MAINS_CUT | {"id": "n", "kind": "network"}


def failing(
    kind: int, number: int, *faults: tuple[float, float], door: int = 0, return_h: float = 1.5
) -> FaultTrace:
    """One component with faults of (hours until, hours of work), then none within a year."""
    return FaultTrace(
        kind=column(kind),
        number=column(number),
        first=column(0, len(faults) + 1),
        operating_ms=column(*(round(hours * H) for hours, _ in faults), 9000 * H),
        work_ms=column(*(round(work * H) for _, work in faults), 0),
        door=np.full(len(faults) + 1, door, dtype=np.int64),
        return_ms=column(round(return_h * H)),
    )


def nothing_fails(return_h: float = 1.5) -> FaultTrace:
    """No component, and recipients who come again after `return_h`."""
    none = column()
    return FaultTrace(none, none, column(0), none, none, none, column(round(return_h * H)))


def log_of(given: Scenario, made: SiteTrace) -> Records:
    """The log of the one site, by both engines alike."""
    (plan,) = plan_groups(given, lay_out_days(given))
    (log,) = compare(Case(plan, (made,), (None,)))
    return log


def happened(log: Records, *kinds: Kind) -> list[tuple[float, Kind, int, float]]:
    """(hour, kind, ordinal, value) of the records of these kinds."""
    return [
        (int(r[TIME]) / H, Kind(int(r[KIND])), int(r[ORDINAL]), int(r[VALUE]))
        for r in log
        if r[KIND] in kinds
    ]


def one_parcel(dwell_h: float = 10.0, **parts: Any) -> SiteTrace:
    """A parcel laid in at 9:00 that its recipient fetches at 19:00."""
    return replace(trace([(9 * H, [0])], dwell_ms=round(dwell_h * H), handling_ms=0), **parts)


PICKUPS = (Kind.SHUT, Kind.REOPENED, Kind.BLOCKED, Kind.COLLECTION, Kind.RECOVERED)
NO_WAIT = {"companies": [{"id": "a", "share": 1.0}], "setup_s": 0, "park_s": 0}


def test_a_blocked_recipient_comes_again() -> None:
    """A mains cut from 18 to 22 h: 19:00, 20:30 and 22:00 in vain or not, then the collection."""
    given = scenario(outages=[MAINS_CUT], couriers=NO_WAIT)
    log = log_of(given, one_parcel(faults=nothing_fails(1.5)))
    assert happened(log, *PICKUPS) == [
        (18, Kind.SHUT, 0, 1),
        (19, Kind.BLOCKED, 0, 1),
        (20.5, Kind.BLOCKED, 1, 1),
        (22, Kind.REOPENED, 0, 4 * H),
        (22, Kind.COLLECTION, 0, 13 * H),
        (22, Kind.RECOVERED, 0, 3 * H),
    ]


def test_without_a_latent_the_mean_holds() -> None:
    """A replayed log has no fault part: recipients return after the mean of the scenario."""
    given = scenario(outages=[MAINS_CUT], couriers=NO_WAIT, blocked={"return_mean_h": 5.0})
    log = log_of(given, one_parcel())
    assert [hour for hour, kind, _, _ in happened(log, *PICKUPS) if kind == Kind.COLLECTION] == [24]


def test_offline_codes_make_up_for_the_network() -> None:
    """With them nothing is blocked; without, everything is, deposits too."""
    parcels = trace([(9 * H, [0]), (19 * H, [0])], handling_ms=0, dwell_ms=[10 * H, 10 * H])
    blocked = scenario(outages=[NETWORK_CUT], couriers=NO_WAIT)
    log = log_of(blocked, parcels)
    assert [kind for _, kind, _, _ in happened(log, Kind.TURNED_AWAY, Kind.REJECTION)] == [
        Kind.TURNED_AWAY,
        Kind.REJECTION,
    ]
    helped = scenario(outages=[NETWORK_CUT], couriers=NO_WAIT, emergency={"offline_codes": True})
    log = log_of(helped, parcels)
    assert not happened(log, Kind.SHUT, Kind.BLOCKED, Kind.TURNED_AWAY)
    assert len(happened(log, Kind.DEPOSIT)) == 2


def test_staff_open_where_the_plan_says_so() -> None:
    """Half an hour after the attempt, in their hours; not where the network alone is down."""
    opening = {"opening": {"delay_min": 30, "from_hour": 8, "to_hour": 22}}
    given = scenario(outages=[MAINS_CUT], couriers=NO_WAIT, emergency=opening)
    log = log_of(given, one_parcel(faults=nothing_fails()))
    assert happened(log, Kind.BLOCKED, Kind.RECOVERED) == [
        (19, Kind.BLOCKED, 0, 1),
        (19.5, Kind.RECOVERED, 1, H // 2),
    ]
    given = scenario(outages=[NETWORK_CUT], couriers=NO_WAIT, emergency=opening)
    log = log_of(given, one_parcel(faults=nothing_fails()))
    assert happened(log, Kind.RECOVERED) == [(22, Kind.RECOVERED, 0, 3 * H)]


def test_outages_of_one_kind_add_up() -> None:
    """Two overlapping cuts shut the bank once, from the first begin to the last end."""
    second = MAINS_CUT | {"id": "p", "from_hour": 20, "hours": 4}
    log = log_of(scenario(outages=[MAINS_CUT, second]), one_parcel(faults=nothing_fails()))
    assert happened(log, Kind.SHUT, Kind.REOPENED) == [
        (18, Kind.SHUT, 0, 1),
        (24, Kind.REOPENED, 0, 6 * H),
    ]


def test_a_terminal_fails_and_is_repaired_in_turn() -> None:
    """Operating times run from repair to failure; repairs begin when staff are there."""
    repair = {"response_h": 1, "from_hour": 8, "to_hour": 20, "work": {"mean_h": 1}}
    given = scenario(faults=[FAULT | {"id": "terminal", "repair": repair}])
    log = log_of(given, replace(trace([]), faults=failing(TERMINAL, 0, (5, 2), (9.5, 1))))
    assert happened(log, Kind.FAILURE, Kind.REPAIR) == [
        (5, Kind.FAILURE, 0, 5 * H),
        (10, Kind.REPAIR, 0, 0),
        (19.5, Kind.FAILURE, 0, 13.5 * H),
        (33, Kind.REPAIR, 0, 0),
    ]


def test_a_jammed_door_keeps_its_parcel_or_its_place() -> None:
    """Door 1 with a parcel inside; then, freed by staff, its repair finds nothing to do."""
    given = scenario(faults=[FAULT | {"id": "door"}], couriers=NO_WAIT)
    jam = failing(DOOR, 0, (12, 20), return_h=8)
    log = log_of(given, one_parcel(faults=jam))
    assert happened(log, Kind.BLOCKED, Kind.COLLECTION, Kind.WITHDRAWN, Kind.RESTORED) == [
        (19, Kind.BLOCKED, 0, 8),
        (27, Kind.BLOCKED, 1, 8),
        (35, Kind.COLLECTION, 0, 26 * H),
    ]
    plan = {"opening": {"delay_min": 60, "helps": ["door"]}}
    given = scenario(faults=[FAULT | {"id": "door"}], couriers=NO_WAIT, emergency=plan)
    log = log_of(given, one_parcel(faults=jam))
    assert happened(log, Kind.FAILURE, Kind.REPAIR, Kind.COLLECTION) == [
        (12, Kind.FAILURE, 0, 20 * H),
        (20, Kind.REPAIR, 0, 0),
        (20, Kind.COLLECTION, 0, 11 * H),
    ]


def test_an_empty_jammed_door_is_out_of_service() -> None:
    """The last of three doors: two are free meanwhile, and the parcel goes elsewhere."""
    given = scenario(faults=[FAULT | {"id": "door"}], couriers=NO_WAIT)
    jam = failing(DOOR, 0, (2, 20), door=2**31 - 1)
    log = log_of(given, replace(trace([(9 * H, [1])], handling_ms=0), faults=jam))
    edges = log[np.isin(log[:, KIND], [Kind.WITHDRAWN, Kind.RESTORED])]
    assert compartment_of(edges).tolist() == [3, 3]
    assert free_of_bank(edges).tolist() == [2, 3]
    assert len(happened(log, Kind.REJECTION)) == 1
    assert not happened(log, Kind.TURNED_AWAY)


def test_a_courier_who_cannot_take_back_comes_the_next_day() -> None:
    """Take-back at ten in a network outage: the same hour a day later."""
    cut = NETWORK_CUT | {"from_hour": 20, "hours": 20}
    overdue = {"free_h": 1, "take_back_after_h": 2, "take_back_hour": 10, "step_h": 1,
               "fee_per_step": 0, "fee_cap": 0}  # fmt: skip
    given = scenario(outages=[cut], couriers=NO_WAIT, overdue=overdue)
    log = log_of(given, one_parcel(dwell_h=100.0, faults=nothing_fails()))
    assert happened(log, Kind.TURNED_AWAY, Kind.TAKE_BACK) == [
        (34, Kind.TURNED_AWAY, 1, 2),
        (58, Kind.TAKE_BACK, 0, 49 * H),
    ]


def test_random_network_faults_shut_every_bank_of_the_site() -> None:
    """One failure, two banks."""
    banks = [{"id": name, "site": "c", "compartments": {"S": 1}} for name in "bd"]
    given = scenario(banks=banks, faults=[FAULT | {"id": "network"}])
    log = log_of(given, replace(trace([]), faults=failing(NETWORK, 0, (5, 2))))
    assert [kind for _, kind, _, _ in happened(log, Kind.SHUT, Kind.REOPENED)] == [
        Kind.SHUT, Kind.SHUT, Kind.REOPENED, Kind.REOPENED,
    ]  # fmt: skip


def test_a_dead_sensor_says_nothing() -> None:
    """No report while it is under repair, and no truck is called for what it does not see."""
    given = waste_scenario(
        waste_points=[point(sensor={"report_every_min": 60})],
        collection=[threshold()],
        faults=[FAULT | {"id": "sensor"}],
    )
    full = replace(waste_trace([(3, 9_000)]), faults=failing(SENSOR, 0, (2.5, 4)))
    log = log_of(given, full)
    hours = [hour for hour, _, _, _ in happened(log, Kind.REPORT)]
    assert hours[:4] == [1, 2, 7, 8]
    assert happened(log, Kind.DISPATCH)[0][0] == 7
