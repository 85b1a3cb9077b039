"""Whole runs conserve parcels and steel: what comes in is somewhere, and in one place only."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.equality.both import Case, cases
from tests.equality.settings import SETTINGS, setting
from twin.engines.reference.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import GUEST_SHIFT, KIND, TIME, Records, unpacked
from twin.eventlog.table import EVENT_TABLE

MOVES: dict[str, dict[Kind, str]] = {
    "on board": {
        Kind.DEPOSIT: "lying",
        Kind.REJECTION: "rejected",
        Kind.OVERSIZE: "elsewhere",
        Kind.HELD: "lying",
        Kind.TURNED_AWAY: "turned away",
        Kind.HAND_IN: "at a counter",
        Kind.DOOR: "at the door",
        Kind.FLOOR: "on the floor",
    },
    "counter": {Kind.HAND_IN: "at a counter"},
    "elsewhere": {
        Kind.HOME: "home",
        Kind.LOBBY: "lobby",
        Kind.HAND_IN: "at a counter",
        Kind.DOOR: "at the door",
        Kind.FLOOR: "on the floor",
    },
    "at a counter": {Kind.COUNTER_SERVICE: "served", Kind.COUNTER_TAKE_BACK: "taken back"},
    "served": {Kind.COUNTER_COLLECTION: "collected"},
    "at the door": {
        Kind.HAND_IN: "at a counter",
        Kind.FLOOR: "on the floor",
        Kind.UNDELIVERED: "nowhere",
    },
    "on the floor": {Kind.FLOOR_COLLECTION: "fetched"},
    "turned away": {Kind.REJECTION: "rejected"},
    "rejected": {
        Kind.REDIRECT: "on board",
        Kind.COUNTER: "counter",
        Kind.HOME: "home",
        Kind.LOBBY: "lobby",
        Kind.DEPOT: "depot",
        Kind.RETURN: "returned",
        Kind.UNDELIVERED: "nowhere",
    },
    "lying": {
        Kind.REMINDER: "lying",
        Kind.OVERDUE: "lying",
        Kind.WARM_PARCEL: "lying",
        Kind.BLOCKED: "lying",
        Kind.TURNED_AWAY: "lying",
        Kind.COLLECTION: "collected",
        Kind.TAKE_BACK: "taken back",
    },
    "collected": {Kind.RECOVERED: "collected", Kind.FEE: "paid"},
    "lobby": {Kind.LOBBY_COLLECTION: "fetched"},
    "depot": {Kind.RETRY: "on board"},
}
"""Where a parcel may go from where it is; what is not named here ends its story."""

OF_PARCELS = {kind for kind, entry in EVENT_TABLE.items() if entry.entity == "parcel"}


def scenarios() -> dict[str, Scenario]:
    """Every feature of the world in small, and the library's smallest."""
    return {name: setting(name) for name in SETTINGS} | {
        "library": read_scenario("smoke", Scenario).scenario
    }


def logs_of(case: Case) -> list[Records]:
    """The log of each site of a group."""
    blocks: list[list[Records]] = [[] for _ in case.plan.sites]
    run_group(case.plan, case.traces, case.held, lambda site, block: blocks[site].append(block))
    return [np.concatenate(parts) for parts in blocks]


def in_order(logs: list[Records]) -> Iterator[tuple[int, int, int]]:
    """Kind, home site and number of every record about a parcel, over all sites of a group."""

    def keyed(site: int, log: Records) -> Iterator[tuple[int, int, int, int, int]]:
        time, latest = 0, 0
        for now, kind, entity in log[:, [TIME, KIND, 2]].tolist():
            latest = kind if now > time else max(latest, kind)
            time = now
            home = (entity >> GUEST_SHIFT) - 1 if entity >> GUEST_SHIFT else site
            yield now, latest, kind, home, entity & ((1 << GUEST_SHIFT) - 1)

    merged = heapq.merge(
        *(keyed(site, log) for site, log in enumerate(logs)), key=lambda each: each[:2]
    )
    return ((kind, home, number) for _, _, kind, home, number in merged if kind in OF_PARCELS)


@pytest.mark.parametrize("name", scenarios())
def test_every_parcel_is_somewhere_and_in_one_place_only(name: str) -> None:
    """From board to compartment, counter, door, lobby, depot: every move starts where it was."""
    for case in cases(scenarios()[name], seed=5, held_share=0.3):
        place: dict[tuple[int, int], str] = {}
        for kind, home, number in in_order(logs_of(case)):
            now = place.get((home, number), "on board")
            assert Kind(kind) in MOVES.get(now, {}), f"{Kind(kind).name} of a parcel that is {now}"
            place[home, number] = MOVES[now][Kind(kind)]
        came = sum(trace.parcels for trace in case.traces)
        came += sum(t.counter.parcels for t in case.traces if t.counter is not None)
        came += sum(held.count for held in case.held if held is not None)
        assert len(place) <= came


@pytest.mark.parametrize("name", scenarios())
def test_every_compartment_holds_one_parcel_at_most(name: str) -> None:
    """Deposits into what is free, collections from where it lies, free counts that agree."""
    for case in cases(scenarios()[name], seed=6, held_share=0.3):
        for log in logs_of(case):
            columns = {field: values.tolist() for field, values in unpacked(log).items()}
            capacity: dict[tuple[int, int, int], int] = {}
            holds: dict[tuple[int, int], tuple[int, int]] = {}
            taken: Counter[tuple[int, int, int]] = Counter()
            for i, kind in enumerate(columns["kind"]):
                bank, size_class = columns["bank"][i], columns["size_class"][i]
                built = (bank, columns["temperature"][i], size_class)
                where = (bank, columns["compartment"][i])
                who = (columns["guest_of"][i], columns["entity"][i])
                if kind == Kind.START:
                    capacity[built] = columns["value"][i]
                elif kind in {Kind.DEPOSIT, Kind.HELD}:
                    assert where not in holds
                    assert columns["size"][i] <= size_class
                    holds[where] = who
                    taken[built] += 1
                elif kind in {Kind.COLLECTION, Kind.TAKE_BACK}:
                    assert holds.pop(where) == who
                    taken[built] -= 1
                elif kind in {Kind.WITHDRAWN, Kind.RESTORED}:
                    assert where not in holds
                    taken[built] += 1 if kind == Kind.WITHDRAWN else -1
                else:
                    continue
                free = capacity[built] - taken[built]
                assert columns["free_of_class"][i] == free >= 0


@pytest.mark.parametrize("name", scenarios())
def test_logs_are_whole_and_in_order(name: str) -> None:
    """Time never goes back, nothing happens at or after the horizon, END is last and alone."""
    for case in cases(scenarios()[name], seed=7):
        for log in logs_of(case):
            times, kinds = log[:, TIME], log[:, KIND]
            assert bool((np.diff(times) >= 0).all())
            assert times[-1] == case.plan.rules.horizon_ms
            assert times[-2] < case.plan.rules.horizon_ms
            assert (kinds == Kind.END).sum() == 1
            assert kinds[-1] == Kind.END
