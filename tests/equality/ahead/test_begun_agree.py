"""Runs that begin in the middle of a day: reference and kernel write the same logs, to the byte."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.days import HOUR_MS
from scenarios.demand.ahead.futures import Span, cut_span
from scenarios.initial import HeldParcels
from scenarios.schema import Scenario
from tests.depth import examples
from tests.equality.both import Case, cases, compare
from tests.equality.settings import setting
from tests.equality.strategies import scenarios
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, TIME, VALUE, volume_ml_of
from twin.studies.forecast.reduced import reduced
from twin.world.beginning import begin_at


def _begun(case: Case, begin_ms: int, end_ms: int) -> Case:
    """A case from a moment on: what lies there was laid in before, what comes comes after."""
    span = Span(begin_ms, end_ms)
    held = [
        None if each is None else replace(each, deposited_ms=each.deposited_ms + begin_ms)
        for each in case.held
    ]
    traces = tuple(cut_span(trace, 0, span) for trace in case.traces)
    return Case(begin_at(case.plan, begin_ms, end_ms), traces, tuple(held))


@settings(examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(
    drawn=scenarios(),
    seed=st.integers(0, 2**20),
    unit_ms=st.sampled_from([1, 60_000, 3_600_000]),
    held_share=st.sampled_from([0.5, 1.0]),
    begin_ms=st.sampled_from([1, 10 * HOUR_MS, 14 * HOUR_MS + 12_345]),
    length_h=st.sampled_from([1, 5, 9]),
)
def test_same_log_from_any_moment(
    drawn: Scenario, seed: int, unit_ms: int, held_share: float, begin_ms: int, length_h: int
) -> None:
    """Any moment and end: nothing is told of before, reminders and rounds of before are past."""
    for case in cases(reduced(drawn), seed, unit_ms, held_share):
        for log in compare(_begun(case, begin_ms, begin_ms + length_h * HOUR_MS)):
            assert (log[:, TIME] >= begin_ms).all()
            assert log[-1, TIME] == begin_ms + length_h * HOUR_MS


@pytest.mark.parametrize("name", ["waste: rounds", "waste: sensors"])
def test_bins_begin_as_full_as_they_are(name: str) -> None:
    """Waste that is there already counts for room, alarms and trucks alike in both engines."""
    for case in cases(reduced(setting(name)), seed=3):
        bins = [sum(len(point.bins) for point in place.points) for place in case.plan.sites]
        masses = [np.arange(count, dtype=np.int64) * 9_000 for count in bins]
        full = tuple(replace(_nothing(case), bins_g=mass) for mass in masses)
        begun = _begun(Case(case.plan, case.traces, full), 13 * HOUR_MS + 1, 24 * HOUR_MS)
        for log in compare(begun):
            stands = log[log[:, KIND] == Kind.BIN]
            assert (volume_ml_of(stands) > stands[:, VALUE]).any()
            assert (volume_ml_of(stands) == 0).any()


def _nothing(case: Case) -> HeldParcels:
    none = np.empty(0, dtype=np.int64)
    answers = np.empty((0, len(case.plan.rules.reminder_after_ms)), dtype=np.int64)
    return HeldParcels(none, none, none, none, none, none, none, answers, none)
