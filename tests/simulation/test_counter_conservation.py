"""Whole runs conserve parcels at counters, doors and in lobbies: each is somewhere, and once."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from tests.equality.both import cases, logs
from tests.equality.counters.settings import COUNTER_SETTINGS
from tests.equality.settings import setting
from twin.engines.kernel.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import ENTITY, FREE, KIND, ORDINAL, PLACE, TIME, Records

LEFT = (Kind.COUNTER_COLLECTION, Kind.COUNTER_TAKE_BACK)


def site_logs(name: str) -> list[tuple[Records, int, int]]:
    """Log, first number and number of direct parcels of each site of a setting."""
    found = []
    for case in cases(setting(name), seed=3, held_share=0.2):
        for log, trace, held in zip(logs(run_group, case), case.traces, case.held, strict=True):
            first = trace.parcels + (0 if held is None else held.count)
            found.append((log, first, trace.direct_parcels))
    return found


def entities(log: Records, *kinds: Kind) -> list[int]:
    """Parcels of records of some kinds, in order."""
    numbers: list[int] = log[np.isin(log[:, KIND], kinds), ENTITY].tolist()
    return numbers


@pytest.mark.parametrize("name", COUNTER_SETTINGS)
def test_every_parcel_is_handed_over_once(name: str) -> None:
    """By a call to one place; what was handed in leaves once, after one service or taken back."""
    for log, first, direct in site_logs(name):
        by_call = log[(log[:, ORDINAL] & 8 == 0) | (log[:, KIND] == Kind.DOOR)]
        brought = entities(by_call, Kind.HAND_IN, Kind.DOOR, Kind.FLOOR)
        assert len(set(brought)) == len(brought)
        assert set(brought) <= set(range(first, first + direct))
        handed, served = entities(log, Kind.HAND_IN), entities(log, Kind.COUNTER_SERVICE)
        left = entities(log, *LEFT)
        for numbers in (handed, served, left):
            assert max(Counter(numbers).values(), default=1) == 1
        assert set(left) <= set(handed)
        collected = set(entities(log, Kind.COUNTER_COLLECTION))
        assert collected <= set(served) <= set(handed)
        assert not set(served) & set(entities(log, Kind.COUNTER_TAKE_BACK))
        rejected = set(entities(log, Kind.COUNTER)) | set(entities(log, Kind.OVERSIZE))
        shut = set(entities(log[(log[:, KIND] == Kind.DOOR) & (log[:, ORDINAL] == 0)], Kind.DOOR))
        otherwise = log[(log[:, KIND] == Kind.HAND_IN) & (log[:, ORDINAL] & 8 == 8)]
        assert set(otherwise[:, ENTITY].tolist()) <= rejected | shut


@pytest.mark.parametrize("name", COUNTER_SETTINGS)
def test_what_stands_at_a_counter_adds_up(name: str) -> None:
    """Every record says how many stand there: those handed in less those that left."""
    for log, _, _ in site_logs(name):
        standing: Counter[int] = Counter()
        for record in log[np.isin(log[:, KIND], [Kind.HAND_IN, *LEFT])]:
            step = 1 if record[KIND] == Kind.HAND_IN else -1
            if not record[ORDINAL] & 4:
                standing[int(record[PLACE])] += step
            assert int(record[FREE]) & 0xFFFFFFFF == standing[int(record[PLACE])]
        assert min(standing.values(), default=0) >= 0


def test_recipients_are_served_in_the_order_in_which_they_come() -> None:
    """Service times less waits, which are arrivals, ascend at each counter."""
    for log, _, _ in site_logs("counters: all four ways"):
        served = log[log[:, KIND] == Kind.COUNTER_SERVICE]
        for place in set(served[:, PLACE].tolist()):
            here = served[served[:, PLACE] == place]
            arrivals = here[:, TIME] - here[:, 7]
            assert (np.diff(arrivals) >= 0).all()
        assert (served[:, 7] > 0).any(), "somebody waited"
