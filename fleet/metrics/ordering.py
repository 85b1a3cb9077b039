"""Work orders as points, and how many are open.

Lives here: decisions on orders, counts at full minutes. Not here: other decisions
(`fleet.metrics.making`), other counts (`fleet.metrics.rollups`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from fleet.core.decisions import Decision
from fleet.core.facts.orders import Escalated, Moved, OrderClosed, Ordered
from fleet.core.inputs import Arrived, Input
from fleet.metrics import catalogue
from fleet.metrics.fold import Fold, OpenOrder
from fleet.metrics.points import Fields, Points

MOVES = {"acknowledged": "acknowledged", "started": "started", "done": "done", "open": "reopened"}
"""State an order moves to → its field."""


def site_of(given: Input) -> str:
    """The site an input is about."""
    if isinstance(given, Arrived):
        return given.topic.split("/")[3]
    return str(getattr(given, "device", "")).partition("/")[0]


def follow_order(points: Points, decision: Decision, given: Input, now_ms: int) -> None:
    """What a decision on an order makes; others make nothing."""
    if not isinstance(decision, Ordered | Moved | Escalated | OrderClosed):
        return
    fold, site = points.fold, site_of(given)
    key = f"{site} {decision.order}"
    if isinstance(decision, Ordered):
        fold.orders[key] = OpenOrder(site, decision.owner, decision.kind, now_ms)
        fold.owners.setdefault(site, set()).add(decision.owner)
    order = fold.orders.get(key)
    if order is None:
        return
    fields: Fields
    if isinstance(decision, Ordered):
        fields = {"opened": 1}
    elif isinstance(decision, Moved):
        order.state = decision.state
        if decision.state not in MOVES:
            return
        fields = {MOVES[decision.state]: 1}
    elif isinstance(decision, Escalated):
        order.owner, order.level = decision.owner, decision.level
        fold.owners.setdefault(site, set()).add(decision.owner)
        fields = {"escalated": 1}
    else:
        del fold.orders[key]
        lasted_ms = max(0, now_ms - order.opened_ms)
        fields = {"closed": 1, "lasted_ms": lasted_ms, "outcome": decision.outcome}
    tags = {"site": site, "owner": order.owner, "kind": order.kind}
    points.put(catalogue.ORDER, None, tags, {**fields, "order": decision.order}, now_ms)


@dataclass
class _Open:
    orders: int = 0
    untouched: int = 0
    escalated: int = 0
    oldest_ms: int = 0


def roll_orders(points: Points, time_ms: int) -> None:
    """How many are open at a full minute, by place and owner; who was ever asked has at least 0."""
    fold = points.fold
    places = _places_of(fold)
    found: dict[tuple[str, str, str], _Open] = defaultdict(_Open)
    for site, owners in fold.owners.items():
        for owner in sorted(owners):
            for level, name in places[site]:
                found[level, name, owner].orders += 0
    for order in fold.orders.values():
        for level, name in places[order.site]:
            counted = found[level, name, order.owner]
            counted.orders += 1
            counted.untouched += order.state == "open"
            counted.escalated += order.level > 0
            counted.oldest_ms = max(counted.oldest_ms, time_ms - order.opened_ms)
    for (level, name, owner), counted in found.items():
        tags = {"level": level, "name": name, "owner": owner}
        points.put(catalogue.OPEN_ORDERS, None, tags, vars(counted), time_ms)


def _places_of(fold: Fold) -> dict[str, list[tuple[str, str]]]:
    """Site → the areas it belongs to: the city, itself, the communities of its devices."""
    communities: dict[str, set[str]] = {site: set() for site in fold.owners}
    for known in fold.devices.values():
        if known.site in communities:
            communities[known.site] |= set(known.groups or ("none",))
    return {
        site: [("city", "city"), ("site", site), *(("community", each) for each in sorted(groups))]
        for site, groups in communities.items()
    }
