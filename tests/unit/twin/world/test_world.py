"""What happens at a bank, event by event, on hand-written traces."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from tests.small import MINUTE, H, scenario, trace
from twin.engines.reference.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    ENTITY,
    KIND,
    ORDINAL,
    TIME,
    VALUE,
    Records,
    bank_of,
    compartment_of,
    free_of_bank,
    free_of_class,
)
from twin.world.plan import plan_groups

Line = tuple[int, Kind, int, int, int]


def logs(given: Scenario, *traces: SiteTrace) -> list[Records]:
    """Logs of the one group that the scenario's sites form."""
    (plan,) = plan_groups(given, lay_out_days(given))
    blocks: list[list[Records]] = [[] for _ in plan.sites]
    run_group(plan, traces, [None] * len(traces), lambda site, block: blocks[site].append(block))
    return [np.concatenate(b) for b in blocks]


def lines(log: Records) -> list[Line]:
    """(minute, kind, entity, ordinal, value) without START and END."""
    return [
        (int(r[TIME]) // MINUTE, Kind(int(r[KIND])), int(r[ENTITY]), int(r[ORDINAL]), int(r[VALUE]))
        for r in log
        if r[KIND] not in {Kind.START, Kind.END}
    ]


def kinds(log: Records) -> list[tuple[int, Kind]]:
    """(minute, kind) without START and END."""
    return [line[:2] for line in lines(log)]


def test_one_visit_from_arrival_to_collection() -> None:
    """Set-up 1 min, a minute a parcel, dwell of 10 h from the deposit; the log opens and closes."""
    (log,) = logs(scenario(), trace([(9 * H, [0, 1])]))
    assert [Kind(k) for k in log[[0, 1, -1], KIND]] == [Kind.START, Kind.START, Kind.END]
    assert lines(log) == [
        (540, Kind.ARRIVAL, 0, 0, 2),
        (540, Kind.SERVICE, 0, 0, 0),
        (542, Kind.DEPOSIT, 0, 0, 0),
        (543, Kind.DEPOSIT, 1, 0, 0),
        (543, Kind.DEPARTURE, 0, 0, 5 * MINUTE),
        (1142, Kind.COLLECTION, 0, 0, 10 * H),
        (1143, Kind.COLLECTION, 1, 0, 10 * H),
    ]
    deposits = log[log[:, KIND] == Kind.DEPOSIT]
    assert compartment_of(deposits).tolist() == [1, 3]
    assert free_of_class(deposits).tolist() == [1, 0]
    assert free_of_bank(deposits).tolist() == [2, 1]


def test_the_second_courier_waits_for_the_terminal() -> None:
    """He comes a minute later and is served when the first has left."""
    (log,) = logs(scenario(), trace([(9 * H, [0]), (9 * H + MINUTE, [0])]))
    services = [line for line in lines(log) if line[1] == Kind.SERVICE]
    assert services == [(540, Kind.SERVICE, 0, 0, 0), (542, Kind.SERVICE, 1, 0, MINUTE)]


def test_two_terminals_serve_two_couriers_at_once() -> None:
    """Nobody waits."""
    given = scenario(
        banks=[{"id": "b", "site": "c", "compartments": {"S": 2, "L": 1}, "terminals": 2}]
    )
    (log,) = logs(given, trace([(9 * H, [0]), (9 * H + MINUTE, [0])]))
    assert [line[4] for line in lines(log) if line[1] == Kind.SERVICE] == [0, 0]


def test_a_small_parcel_moves_up_and_a_large_one_is_rejected() -> None:
    """Upgrading fills the large compartment; the large parcel after it finds nothing."""
    (log,) = logs(scenario(), trace([(9 * H, [0, 0, 0, 1])]))
    assert [k for _, k in kinds(log)][2:8] == [
        Kind.DEPOSIT, Kind.DEPOSIT, Kind.DEPOSIT, Kind.REJECTION, Kind.DEPARTURE, Kind.UNDELIVERED,
    ]  # fmt: skip


def test_oversize_takes_no_handling_and_goes_elsewhere() -> None:
    """It is no attempt: neither deposit nor rejection."""
    (log,) = logs(scenario(), trace([(9 * H, [-1, 0])]))
    assert kinds(log)[2:5] == [(541, Kind.OVERSIZE), (542, Kind.DEPOSIT), (542, Kind.DEPARTURE)]


def rejected(then: list[str], **more: Any) -> dict[str, Any]:
    """One S compartment, and what becomes of the second parcel."""
    return {
        "banks": [{"id": "b", "site": "c", "compartments": {"S": 1}}],
        "rejected": {"then": then, **more},
    }


def test_left_in_the_lobby_until_somebody_comes() -> None:
    """Two hours on the floor."""
    (log,) = logs(scenario(**rejected(["home", "lobby"])), trace([(9 * H, [0, 0])]))
    assert (543, Kind.LOBBY) in kinds(log)
    assert (663, Kind.LOBBY_COLLECTION, 1, 0, 2 * H) in lines(log)


def test_handed_over_where_somebody_is_at_home() -> None:
    """Home comes before the lobby."""
    (log,) = logs(scenario(**rejected(["home", "lobby"])), trace([(9 * H, [0, 0])], at_home=[1]))
    assert [k for _, k in kinds(log) if k in {Kind.HOME, Kind.LOBBY}] == [Kind.HOME]


def test_back_from_the_depot_with_the_next_days_visit_then_returned() -> None:
    """Dwell 60 h keeps the compartment taken: tries on days 0 and 1, not on the same day again."""
    visits = [(9 * H, [0, 0]), (15 * H, [-1]), (33 * H, [-1])]
    given = scenario(**rejected(["depot"], delivery_days=2))
    (log,) = logs(given, trace(visits, dwell_ms=60 * H))
    parcel = [line for line in lines(log) if line[2] == 1 and Kind.RETRY <= line[1] < Kind.REMINDER
              and line[1] not in {Kind.SERVICE, Kind.DEPARTURE, Kind.OVERSIZE}]  # fmt: skip
    assert [(line[1], line[3], line[4]) for line in parcel] == [
        (Kind.REJECTION, 0, 0),
        (Kind.DEPOT, 0, 1),
        (Kind.RETRY, 0, 1),
        (Kind.REJECTION, 1, 0),
        (Kind.RETURN, 0, 2),
    ]
    assert [m // 1440 for m, k in kinds(log) if k in {Kind.RETRY, Kind.RETURN}] == [1, 1]


def test_on_to_the_next_bank_of_the_site() -> None:
    """Five minutes' walk; the leg counts in the records, the parcel is presented again there."""
    banks = [
        {"id": "b1", "site": "c", "compartments": {"S": 1}},
        {"id": "b2", "site": "c", "compartments": {"S": 1}},
    ]
    given = scenario(banks=banks, rejected={"then": ["next_bank", "lobby"]})
    (log,) = logs(given, trace([(9 * H, [0, 0, 0])]))
    redirects = [line for line in lines(log) if line[1] == Kind.REDIRECT]
    assert redirects == [(544, Kind.REDIRECT, 1, 1, 0), (544, Kind.REDIRECT, 2, 1, 0)]
    second = log[(log[:, KIND] == Kind.DEPOSIT) & (bank_of(log) == 1)]
    assert second[:, [ENTITY, ORDINAL, VALUE]].tolist() == [[1, 1, 1]]
    assert second[0, TIME] == (544 + 5 + 2) * MINUTE
    assert [k for _, k in kinds(log) if k == Kind.LOBBY] == [Kind.LOBBY]
    departures = [line[4] for line in lines(log) if line[1] == Kind.DEPARTURE]
    assert departures == [(4 + 2) * MINUTE, (3 + 5) * MINUTE]


def test_a_guest_at_another_site_is_logged_there_with_its_homes_rank() -> None:
    """Deposit and collection stand in the host's log, the redirect in the home's."""
    given = scenario(
        sites=[
            {"id": "c1", "households": 10, "latitude": 36.0, "longitude": 118.0},
            {"id": "c2", "households": 10, "latitude": 36.0, "longitude": 118.001},
        ],
        banks=[
            {"id": "b1", "site": "c1", "compartments": {"S": 1}},
            {"id": "b2", "site": "c2", "compartments": {"S": 1}},
        ],
        rejected={"then": ["other_site"], "other_site_within_m": 500},
    )
    home, host = logs(given, trace([(9 * H, [0, 0])], site="c1"), trace([], site="c2"))
    assert [k for _, k in kinds(home) if k == Kind.REDIRECT] == [Kind.REDIRECT]
    guests = host[np.isin(host[:, KIND], [Kind.DEPOSIT, Kind.COLLECTION])]
    assert [int(e) for e in guests[:, ENTITY]] == [(1 << 40) | 1] * 2


OVERDUE = {"free_h": 5, "step_h": 2, "fee_per_step": 0.5, "fee_cap": 10}


def test_overdue_and_the_fee_paid_with_the_collection() -> None:
    """Deposited 9:02, free until 14:02, collected 19:02: steps at 14, 16 and 18 h make 1.50."""
    (log,) = logs(scenario(overdue=OVERDUE), trace([(9 * H, [0])]))
    assert lines(log)[-3:] == [
        (842, Kind.OVERDUE, 0, 0, 0),
        (1142, Kind.COLLECTION, 0, 0, 10 * H),
        (1142, Kind.FEE, 0, 0, 150),
    ]


def test_the_fee_averse_come_in_time() -> None:
    """Half an hour (and a millisecond) before the fee."""
    (log,) = logs(scenario(overdue=OVERDUE), trace([(9 * H, [0])], fee_lead_ms=30 * MINUTE))
    assert lines(log)[-1] == (811, Kind.COLLECTION, 0, 0, 5 * H - 30 * MINUTE - 1)


def test_the_courier_takes_an_old_parcel_back_on_his_round() -> None:
    """Due 14:02 on day 0; the round goes at 10:00: next day. The recipient would come later."""
    rule = OVERDUE | {"take_back_after_h": 5.0, "take_back_hour": 10.0}
    (log,) = logs(scenario(overdue=rule), trace([(9 * H, [0])], dwell_ms=60 * H))
    assert kinds(log)[-1] == (34 * 60, Kind.TAKE_BACK)


def test_a_reminder_brings_the_collection_forward() -> None:
    """The first is ignored, the second answered after an hour."""
    given = scenario(reminders={"after_h": [2, 4], "answer_share": 1.0})
    (log,) = logs(given, trace([(9 * H, [0])], answer_ms=[-1, H]))
    assert lines(log)[-3:] == [
        (662, Kind.REMINDER, 0, 0, 0),
        (782, Kind.REMINDER, 0, 1, 0),
        (842, Kind.COLLECTION, 0, 0, 5 * H),
    ]


def test_a_place_is_freed_before_it_is_taken() -> None:
    """A collection and a deposit at one moment: the compartment is free for the deposit."""
    given = scenario(
        banks=[{"id": "b", "site": "c", "compartments": {"S": 1}}],
        couriers={"mode": "single", "companies": [{"id": "a", "share": 1.0}]},
    )
    walk_ups = trace([(9 * H, [0]), (19 * H, [0])], attended=False)
    (log,) = logs(given, walk_ups)
    assert [k for _, k in kinds(log)] == [
        Kind.DEPOSIT, Kind.COLLECTION, Kind.DEPOSIT, Kind.COLLECTION,
    ]  # fmt: skip


def test_nothing_happens_at_or_after_the_horizon() -> None:
    """A collection due later is not in the log; END is the last record."""
    (log,) = logs(scenario(), trace([(71 * H, [0])]))
    assert [k for _, k in kinds(log)][-2:] == [Kind.DEPOSIT, Kind.DEPARTURE]
    assert log[-1, TIME] == 72 * H
