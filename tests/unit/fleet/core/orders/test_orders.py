"""Work orders: made of alarms, moved by people, closed by sensors, escalated by time."""

from __future__ import annotations

from typing import Any

from fleet.core.alarms.rules import HOUR_MS, MINUTE_MS
from fleet.core.decisions import Refused
from fleet.core.facts.orders import (
    Configure,
    Escalated,
    Moved,
    OrderClosed,
    Plan,
    Roster,
    Site,
    Step,
    Work,
    WorkOrder,
)
from fleet.core.orders.chains import who_is_there
from tests.small_fleet import NOON_MS, SITE, SmallFleet

CHAIN = [
    Step("property", 30 * MINUTE_MS, 2 * HOUR_MS),
    Step("community", HOUR_MS, 4 * HOUR_MS),
    Step("city", 2 * HOUR_MS, 8 * HOUR_MS),
]
WEEK_S = 604_800


def _overflowing() -> SmallFleet:
    """A bin that overflows at noon, with the chain above, all day on duty."""
    fleet = SmallFleet()
    fleet.ask(Configure("", "t", SITE, chains={"": CHAIN}))
    fleet.birth(interval_s=WEEK_S)
    fleet.fill(2, 900)
    return fleet


def _order(fleet: SmallFleet) -> WorkOrder:
    (order,) = fleet.partition.state.sites[SITE].orders.values()
    return order


def _act(fleet: SmallFleet, act: str, **words: str) -> list[object]:
    return [*fleet.ask(Work("", "kim", SITE, act, order=f"{SITE}:1", **words))]


def test_an_alarm_makes_an_order_for_the_first_of_the_chain() -> None:
    """It names its device and alarm; the clock of the service level runs."""
    fleet = _overflowing()
    order = _order(fleet)
    assert (order.name, order.kind, order.device) == (f"{SITE}:1", "empty_bin", f"{SITE}/bin1")
    assert (order.owner, order.due_ms - fleet.now_ms) == ("property", 30 * MINUTE_MS)


def test_the_sensor_closes_it() -> None:
    """Done is what people say; closed is when the level has fallen, and not before."""
    fleet = _overflowing()
    _act(fleet, "acknowledge")
    _act(fleet, "start")
    fleet.wait(600)
    assert isinstance(_act(fleet, "done")[0], Moved)
    assert _order(fleet).state == "done"
    fleet.fill(3, 50)
    fleet.fill(4, 50)
    order = _order(fleet)
    assert (order.state, order.outcome) == ("closed", "confirmed")
    assert (order.acknowledged_ms, order.started_ms) == (order.opened_ms, order.opened_ms)
    assert isinstance(_act(fleet, "start")[0], Refused)


def test_what_no_sensor_confirms_is_open_again() -> None:
    """Two intervals, half an hour at least; then somebody has to go again."""
    fleet = SmallFleet()
    fleet.birth(interval_s=600)
    fleet.fill(2, 900)
    _act(fleet, "done")
    fleet.wait(1_799)
    fleet.fill(3, 900)
    assert _order(fleet).state == "done"
    fleet.wait(1)
    order = _order(fleet)
    assert (order.state, order.reopened, order.owner) == ("open", 1, "property")


def test_it_escalates_from_property_to_community_to_city() -> None:
    """Nobody takes it up: 30 minutes, an hour, two; then it is late, and stays where it is."""
    fleet = _overflowing()
    owners = []
    for seconds in (1_799, 1, 3_599, 1, 7_199, 1, 86_400):
        fleet.wait(seconds)
        owners.append((_order(fleet).owner, _order(fleet).is_late))
    assert owners == [
        ("property", False), ("community", False), ("community", False), ("city", False),
        ("city", False), ("city", True), ("city", True),
    ]  # fmt: skip
    assert _order(fleet).due_ms == -1
    tallies = fleet.partition.state.sites[SITE].tallies
    assert [(key.split(" ")[1], t.escalated, t.late) for key, t in tallies.items()] == [
        ("property", 1, 0), ("community", 1, 0), ("city", 0, 1),
    ]  # fmt: skip


def test_who_has_it_must_be_done_in_time() -> None:
    """Acknowledged, it has until two hours after its owner was asked; then the next is asked."""
    fleet = _overflowing()
    fleet.wait(60)
    _act(fleet, "acknowledge")
    fleet.wait(7_139)
    assert _order(fleet).owner == "property"
    fleet.wait(1)
    order = _order(fleet)
    assert (order.owner, order.state, order.escalated[0][1]) == ("community", "open", "community")


def test_an_old_timer_of_an_order_says_nothing() -> None:
    """The clock of a stage that is over is passed over."""
    fleet = _overflowing()
    _act(fleet, "acknowledge")
    fleet.partition.take_entries()
    fleet.wait(1_800)
    assert [entry.decided for entry in fleet.partition.take_entries()] == [[]]


def test_the_clock_stands_off_duty() -> None:
    """Property works 08–18 h on weekdays, eight hours ahead of UTC; SmallFleet's noon is 16 h."""
    fleet = SmallFleet()
    hours = Roster("property", 0b0011111, 8 * HOUR_MS, 18 * HOUR_MS)
    chain = {"": [Step("property", 3 * HOUR_MS, 9 * HOUR_MS)]}
    fleet.ask(Configure("", "t", SITE, chains=chain, rosters=[hours]))
    fleet.birth(interval_s=WEEK_S)
    fleet.fill(2, 900)
    # Friday 16:00 local: two hours are left today, the third is Monday 08–09 h.
    assert _order(fleet).due_ms - fleet.now_ms == (2 + 62 + 1) * HOUR_MS


def test_people_open_and_close_what_no_sensor_sees() -> None:
    """Cleaning is judged by who did it; an order of an alarm cannot be cancelled."""
    fleet = _overflowing()
    fleet.ask(Work("", "kim", SITE, "open", kind="clean", text="the floor"))
    made = fleet.partition.state.sites[SITE].orders[f"{SITE}:2"]
    assert (made.kind, made.by, made.text) == ("clean", "kim", "the floor")
    done = fleet.ask(Work("", "lee", SITE, "done", order=made.name))
    assert done == [Moved(made.name, "done", "lee", -1), OrderClosed(made.name, "judged")]
    assert isinstance(_act(fleet, "cancel")[0], Refused)
    for wrong in (
        Work("", "kim", SITE, "open", kind="dance"),
        Work("", "kim", "elsewhere/x", "open", kind="clean"),
        Work("", "kim", SITE, "done", order=f"{SITE}:99"),
        Work("", "kim", SITE, "juggle", order=made.name),
    ):
        assert isinstance(fleet.ask(wrong)[0], Refused)


def test_a_plan_makes_its_order_by_the_calendar() -> None:
    """Mondays at 09:00 local; none where the last is still open, and the plan goes on."""
    fleet = SmallFleet()
    plan = Plan("wash", "clean", 0b0000001, 9 * HOUR_MS, "wash the point")
    fleet.ask(Configure("", "t", SITE, plans=[plan]))
    # Friday 16:00 local until Monday 09:00 is 65 hours.
    fleet.wait(65 * 3_600 - 1)
    assert fleet.partition.state.sites[SITE].orders == {}
    fleet.wait(1)
    order = _order(fleet)
    assert (order.kind, order.by, order.text) == ("clean", "plan wash", "wash the point")
    fleet.wait(WEEK_S)
    assert len(fleet.partition.state.sites[SITE].orders) == 1
    _act(fleet, "done")
    fleet.wait(WEEK_S)
    assert len(fleet.partition.state.sites[SITE].orders) == 2


def test_people_take_turns_by_the_week() -> None:
    """On duty only; the next week it is the next of the list."""
    roster = Roster("property", 127, 8 * HOUR_MS, 18 * HOUR_MS, ["a", "b"])
    site = Site(rosters={"property": roster})
    # NOON_MS is a Friday, 16:00 local; 1970-01-05 began week 0, and it is in week 2,975.
    at = [NOON_MS + hours * HOUR_MS for hours in (0, 1, 3, 48, 72, 240)]
    who = [who_is_there(site, "property", now_ms) for now_ms in at]
    assert who == ["b", "b", "", "b", "a", "b"]


def test_what_a_site_cannot_be_is_refused() -> None:
    """With the value and what is expected; the same again is no news."""
    fleet = SmallFleet()
    wrongs: tuple[dict[str, Any], ...] = (
        {"chains": {"": []}},
        {"chains": {"dance": CHAIN}},
        {"rosters": [Roster("property", 0)]},
        {"plans": [Plan("p", "clean", 1, 24 * HOUR_MS)]},
        {"utc_offset_min": 1_000},
    )
    for wrong in wrongs:
        (refused,) = fleet.ask(Configure("", "t", SITE, **wrong))
        assert isinstance(refused, Refused)
    assert fleet.ask(Configure("", "t", SITE, chains={"": CHAIN})) != []
    assert fleet.ask(Configure("", "t", SITE, chains={"": CHAIN})) == []


def test_a_shorter_chain_keeps_the_orders_it_has() -> None:
    """An order at a level that is no more is late at its time, and stops nobody."""
    fleet = _overflowing()
    fleet.wait(1_800)
    assert _order(fleet).owner == "community"
    fleet.ask(Configure("", "t", SITE, chains={"": CHAIN[:1]}))
    assert isinstance(_act(fleet, "acknowledge")[0], Moved)
    fleet.partition.take_entries()
    fleet.wait(86_400)
    decided = [d for entry in fleet.partition.take_entries() for d in entry.decided]
    assert any(isinstance(d, Escalated) and d.due_ms == -1 for d in decided)
    assert _order(fleet).is_late
