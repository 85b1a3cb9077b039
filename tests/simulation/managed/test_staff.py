"""Nothing is lost or made up between alarms, orders, people and the world: what must balance."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from fleet.core.alarms.rules import DEFAULTS, kind_of
from fleet.core.facts.alarms import Raised
from fleet.core.facts.orders import Moved, OrderClosed, Ordered
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.simulation.managed.small_managed import ManagedLog, managed
from twin.eventlog.events import Kind
from twin.eventlog.record import ENTITY, KIND, ORDINAL, TIME, VALUE
from twin.managed.counts import ManagerCounter
from twin.managed.wire.fates import CALM, WireFaults
from twin.world.waste.drop_offs import BY_STAFF as PICKED_UP
from twin.world.waste.trucks import BY_STAFF as SET_ASIDE

COMPOUND = [
    "sites.old.count=1", "sites.moved.count=1", "sites.new.count=1", "sites.fine.count=1",
    "staff.people=2", "run.days=2", "run.warmup_days=0",
]  # fmt: skip
BAD = WireFaults(
    lost_permille=20,
    doubled_permille=20,
    delay_ms=(50, 2_000),
    ends_per_day=12,
    broker_ends_per_day=2,
)


@pytest.fixture(scope="module", params=["calm", "bad"])
def found(request: pytest.FixtureRequest) -> ManagedLog:
    """The first compound of the programme with two people, over two days; with a network that
    loses, doubles and delays, and a manager that is killed every other hour, too.
    """
    scenario = read_scenario("hangzhou@digital", Scenario, COMPOUND).scenario
    return managed(scenario, seed=5, faults=CALM if request.param == "calm" else BAD)


def test_an_alarm_that_asks_for_work_has_one_order(found: ManagedLog) -> None:
    """Never two open orders for the same alarm of a device, and no alarm without one."""
    open_for: dict[str, tuple[str, str]] = {}
    made = 0
    for said in found.of(Raised, Ordered, OrderClosed):
        match said.decision:
            case Ordered(alarm=alarm) as order if alarm:
                assert (order.device, alarm) not in open_for.values()
                open_for[order.order] = order.device, alarm
                made += 1
            case OrderClosed() as closed:
                open_for.pop(closed.order, None)
    assert made > 20
    counted = Counter(
        kind_of(said.decision.alarm)
        for said in found.of(Raised)
        if isinstance(said.decision, Raised)
    )
    asked = sum(number for kind, number in counted.items() if DEFAULTS[kind].order)
    assert asked >= made


def test_an_order_is_had_begun_and_ended_in_that_order(found: ManagedLog) -> None:
    """By the manager's own clock; nobody works on two orders at once more than people are there."""
    states: dict[str, list[str]] = defaultdict(list)
    under_way: set[str] = set()
    for said in found.of(Ordered, Moved, OrderClosed):
        decision = said.decision
        assert isinstance(decision, Ordered | Moved | OrderClosed)
        if isinstance(decision, Moved):
            states[decision.order].append(decision.state)
        if isinstance(decision, Moved) and decision.state == "acknowledged":
            under_way.add(decision.order)
        elif isinstance(decision, OrderClosed) or decision_is_done(decision):
            under_way.discard(decision.order)
    for moves in states.values():
        begun = [move for move in moves if move in {"acknowledged", "started", "done"}]
        assert begun[:3] in (["acknowledged"], ["acknowledged", "started"],
                             ["acknowledged", "started", "done"], ["started"],
                             ["started", "done"], ["done"])  # fmt: skip


def decision_is_done(decision: Ordered | Moved | OrderClosed) -> bool:
    """Whether somebody reports it done."""
    return isinstance(decision, Moved) and decision.state == "done"


def test_no_bin_is_emptied_and_no_bag_picked_up_by_nobody(found: ManagedLog) -> None:
    """Records of the world that staff made are as many as people say they did, and what went into
    bins is what came out or still lies there.
    """
    (log,) = found.logs
    kind, ordinal = log[:, KIND], log[:, ORDINAL]
    emptied = log[(kind == Kind.EMPTYING) & (ordinal & SET_ASIDE > 0)]
    picked = log[(kind == Kind.CLEARING) & (ordinal & PICKED_UP > 0)]
    counted = found.group.counts.by_site[0].sum(axis=1)
    assert counted[ManagerCounter.STAFF_EMPTYINGS] == len(emptied)
    assert counted[ManagerCounter.STAFF_BAGS] == len(picked) > 0
    cleared = log[kind == Kind.CLEARING]
    assert len(np.unique(cleared[:, ENTITY])) == len(cleared), "a bag is picked up once"
    landed = dict(log[kind == Kind.LANDED][:, [ENTITY, TIME]].tolist())
    for bag, time_ms, lay_ms in cleared[:, [ENTITY, TIME, VALUE]].tolist():
        assert time_ms - lay_ms == landed[bag]


def test_people_are_busy_no_longer_than_they_are_there(found: ManagedLog) -> None:
    """Two people, sixteen hours a day; work that is begun is finished."""
    counted = found.group.counts.by_site[0]
    assert counted[ManagerCounter.DUTY_MS].tolist() == [2 * 16 * 3_600_000] * 2
    assert 0 < counted[ManagerCounter.BUSY_MS].sum() < counted[ManagerCounter.DUTY_MS].sum()
    answered = counted[ManagerCounter.ANSWERED].sum()
    assert 0 < answered <= counted[ManagerCounter.ORDERS].sum()
