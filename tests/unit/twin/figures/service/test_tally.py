"""The fold of the parcel service: every counter on hand-written logs, cut anywhere."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.days import DAY_MS, lay_out_days
from scenarios.expand import expand_sites
from scenarios.parts.counters import TO_COUNTER, TO_HOME, TO_LOBBY
from tests.equality.both import Case, logs
from tests.small import H
from tests.small_counters import counter, counter_scenario, counter_trace
from twin.engines.reference.engine import run_group
from twin.eventlog.record import Records
from twin.figures.service.catalogue import SERVICE_CATALOGUE
from twin.figures.service.counters import SERVICE_COUNTERS, ServiceCounter, service_layout
from twin.figures.service.tally import ServiceTally
from twin.world.plan import plan_groups

C = ServiceCounter

GIVEN = counter_scenario(
    counters=[counter(walk_m=150, area_m2=12.5, hand_in_s=30, staff=2, weekdays=["mon", "wed"])],
    run={"days": 2, "warmup_days": 1, "replications": 1, "seed": 1},
)
"""A Sunday that is not counted, a Monday on which it is open, a Tuesday on which it is not."""


def log() -> Records:
    """Two parcels of the warm-up and some of the days after it."""
    days = lay_out_days(GIVEN)
    (plan,) = plan_groups(GIVEN, days)
    calls = [
        (9.0, TO_LOBBY, 2),
        (30.0, TO_HOME, 2),
        (33.0, TO_COUNTER, 3),
    ]
    drawn = counter_trace(calls, at_home=[0, 0, 1, 0, 0, 0, 0], lobby_h=20.0, dwell_h=2.0)
    (found,) = logs(run_group, Case(plan, (drawn,), (None,)))
    return found


def fold(*blocks: Records) -> np.ndarray:
    """Counters of a log cut into blocks."""
    (place,) = expand_sites(GIVEN)
    days = lay_out_days(GIVEN)
    tally = ServiceTally(service_layout(place, 1, 2, int(days.weekday[0])))
    for block in blocks:
        tally.add(block)
    return tally.close()


def test_every_counter() -> None:
    """Numbers by hand, of Monday and Tuesday."""
    counters = fold(log())
    assert counters[C.STAFF_MS].tolist() == [2 * 12 * H, 0]
    assert counters[C.AREA_CM2].tolist() == [125_000, 125_000]
    assert counters[C.RUNG].tolist() == [2, 0]
    assert counters[C.AT_DOOR].tolist() == [1, 0]
    assert counters[C.HANDED_IN].tolist() == [3, 0]
    assert counters[C.FULL].tolist() == [1, 0]
    assert counters[C.BROUGHT].tolist() == [5, 0]
    assert counters[C.FLOORED].tolist() == [2, 0]
    assert counters[C.SERVED].tolist() == [3, 0]
    assert counters[C.COLLECTED].tolist() == [3, 0]
    assert counters[C.WALK_MM].tolist() == [450_000, 0]
    assert counters[C.COURIER_MS].tolist() == [(2 * 120 + 2 * 90 + 3 * 30) * 1000, 0]
    assert counters[C.WAIT_MS].tolist() == [0, 0]


def test_parcels_on_the_floor_are_an_integral() -> None:
    """What lay there in the warm-up counts from midnight on, until it is found; a door's parcel
    until the next day; the third at the counter until the first is fetched, a minute later.
    """
    counters = fold(log())
    lobby_h = (9 + 20 / 3600 + 20 - 24) + (9 + 40 / 3600 + 20 - 24)
    door_h = 24 - (6 + 180 / 3600)
    shelves_h = (2 * 3600 + 60 - 60) / 3600
    assert counters[C.FLOOR_MS, 0] / H == pytest.approx(lobby_h + door_h + shelves_h)
    assert counters[C.FLOOR_MS, 1] / H == pytest.approx(20 - door_h)


def test_blocks_may_be_cut_anywhere() -> None:
    """Record by record or in one: the same counters."""
    whole = log()
    assert np.array_equal(fold(whole), fold(*(whole[i : i + 1] for i in range(len(whole)))))
    later = whole[whole[:, 0] >= DAY_MS]
    assert len(later) < len(whole)
    assert not np.array_equal(fold(whole), fold(later)), "the warm-up's floor counts"


def test_the_catalogue_uses_every_counter() -> None:
    """A counter that no figure shows would be folded for nothing."""
    used = {n for figure in SERVICE_CATALOGUE for n in (*figure.numerator, *figure.denominator)}
    assert used == set(range(SERVICE_COUNTERS))
