"""Work orders as points: each step, who is asked, and how many are open by place."""

from __future__ import annotations

from fleet.core.decisions import Decision
from fleet.core.facts.orders import Escalated, Moved, OrderClosed, Ordered
from fleet.core.inputs import Fired
from fleet.metrics.fold import Fold, Known
from fleet.metrics.ordering import follow_order, roll_orders
from fleet.metrics.points import Points
from tests.integration.series.produced import START_MS
from tests.integration.series.told import apart

GIVEN = Fired(START_MS, "order", "meadow", "meadow:1")


def small() -> Points:
    """A site of two communities with one device."""
    return Points(Fold(devices={"meadow/bin1": Known("meadow", "bin1", "bin_sensor", ["b", "a"])}))


def told(points: Points) -> dict[str, dict[str, str]]:
    """Fields by series; forgets them."""
    lines, _ = points.taken()
    return {series: fields for series, fields, _ in map(apart, lines)}


def test_an_order_from_its_beginning_to_its_end() -> None:
    """Opened for one owner, escalated to the next, acknowledged, done, closed: each under who is
    asked then, the last with how long it took.
    """
    points = small()
    steps: tuple[Decision, ...] = (
        Ordered("meadow:1", "empty_bin", "meadow/bin1", "overflow", "property", 0),
        Escalated("meadow:1", "community", 1, 0),
        Moved("meadow:1", "acknowledged", "kim", 0),
        Moved("meadow:1", "done", "kim", 0),
        OrderClosed("meadow:1", "confirmed"),
    )
    for minute, step in enumerate(steps):
        follow_order(points, step, GIVEN, START_MS + minute * 60_000)
    lines, _ = points.taken()
    found = [apart(line) for line in lines]
    owners = [series.split("owner=")[1].split(",")[0] for series, _, _ in found]
    assert owners == ["property", *["community"] * 4]
    names = [next(iter(fields)) for _, fields, _ in found]
    assert names == ["opened", "escalated", "acknowledged", "done", "closed"]
    assert found[-1][1]["lasted_ms"] == "240000i"
    assert found[-1][1]["outcome"] == '"confirmed"'
    assert not points.fold.orders


def test_open_orders_by_place_and_owner() -> None:
    """Counted for the site, both communities and the city; who was ever asked is told as 0, so that
    a wall does not go on with an order that is closed.
    """
    points = small()
    made = Ordered("meadow:1", "empty_bin", "meadow/bin1", "overflow", "property", 0)
    follow_order(points, made, GIVEN, START_MS)
    points.taken()
    roll_orders(points, START_MS + 60_000)
    found = told(points)
    places = {("city", "city"), ("site", "meadow"), ("community", "a"), ("community", "b")}
    series = {f"open_orders,level={level},name={name},owner=property" for level, name in places}
    assert found.keys() == series
    for fields in found.values():
        assert (fields["orders"], fields["untouched"], fields["escalated"]) == ("1i", "1i", "0i")
        assert fields["oldest_ms"] == "60000i"
    follow_order(points, Escalated("meadow:1", "community", 1, 0), GIVEN, START_MS)
    follow_order(points, OrderClosed("meadow:1", "gone"), GIVEN, START_MS)
    points.taken()
    roll_orders(points, START_MS + 120_000)
    found = told(points)
    assert len(found) == 8
    assert {fields["orders"] for fields in found.values()} == {"0i"}


def test_a_decision_on_an_order_nobody_knows_makes_nothing() -> None:
    """Where the journal forgot how an order began."""
    points = small()
    follow_order(points, OrderClosed("meadow:7", "gone"), GIVEN, START_MS)
    assert points.taken() == ([], [])
