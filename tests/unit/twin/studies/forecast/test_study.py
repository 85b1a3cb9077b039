"""A forecast as a whole: the same again, on any number of processes, growing by batches."""

from __future__ import annotations

import numpy as np
import pytest

from fleet.ports.forecast import BankNow, JamNow, ParcelNow, SiteNow, Snapshot
from scenarios.days import HOUR_MS
from scenarios.schema import Scenario
from tests.equality.settings import setting
from tests.small import scenario
from twin.engines.kernel.engine import run_group
from twin.engines.reference.engine import run_group as reference
from twin.studies.forecast.moment import moment_of
from twin.studies.forecast.reduced import reduced
from twin.studies.forecast.simulate import BATCH, Question, Simulator
from twin.studies.forecast.study import Forecasts, futures_of
from twin.world.beginning import begin_at
from twin.world.plan import SitePlanner

NOON_MS = 1_772_596_800_000
"""12:00 in Shanghai on 4 March 2026."""

PARCEL = ParcelNow(0, 0, NOON_MS - 5 * HOUR_MS)


def _drawn(**parts: object) -> Scenario:
    return scenario(dwell={"law": {"kind": "exponential", "mean_h": 9.0}}, **parts)


def _snapshot() -> Snapshot:
    return Snapshot(NOON_MS, [SiteNow("c", [BankNow("b", [PARCEL])])])


def test_the_same_again_and_on_two_processes() -> None:
    """The digest is a function of snapshot, scenario and seed alone."""
    first = Forecasts(_drawn(), "small", futures=2 * BATCH).forecast(_snapshot())
    both = Forecasts(_drawn(), "small", futures=2 * BATCH, jobs=2).forecast(_snapshot())
    other = Forecasts(_drawn(), "small", futures=2 * BATCH, seed=2).forecast(_snapshot())
    assert first == both
    assert first.digest != other.digest


def test_more_futures_begin_with_the_same() -> None:
    """Fifty of a hundred futures are those of a forecast with fifty."""
    moment = moment_of(_snapshot(), _drawn(), 18.0, 24.0)
    ((_, few),) = futures_of(Question(_drawn(), moment, 1, BATCH), 1)
    ((_, many),) = futures_of(Question(_drawn(), moment, 1, 2 * BATCH), 1)
    assert np.array_equal(many.free[:BATCH], few.free)
    assert np.array_equal(many.full_ms[:BATCH], few.full_ms)


def test_the_answers_are_counts_of_futures() -> None:
    """Probabilities and quantiles are those of the arrays; larger sizes have fewer."""
    told = Forecasts(_drawn(), "small", futures=BATCH).forecast(_snapshot())
    moment = moment_of(_snapshot(), _drawn(), 18.0, 24.0)
    ((_, futures),) = futures_of(Question(reduced(_drawn()), moment, 1, BATCH), 1)
    (bank,) = told.banks
    assert bank.full_by == pytest.approx((futures.full_ms[:, 0, 0] <= 18 * HOUR_MS).mean())
    assert told.hours_ms[0] == NOON_MS + HOUR_MS
    assert len(bank.full) == len(told.hours_ms) == len(bank.sizes[0].free) == 24
    assert bank.full == sorted(bank.full)
    small, large = bank.sizes
    assert small.full_by <= large.full_by
    assert small.free[0][2] == np.sort(futures.free[:, 0, 0, 0])[BATCH // 2 - 1]


def test_what_is_blocked_stays_blocked() -> None:
    """A compartment that is out of use is not free in any future."""
    site = SiteNow("c", [BankNow("b", [], blocked=[0, 1])])
    told = Forecasts(_drawn(), "small", futures=BATCH).forecast(Snapshot(NOON_MS, [site]))
    large = told.banks[0].sizes[1]
    assert large.full_by == 1.0
    assert {count for hour in large.free for count in hour} == {0}


def test_a_jammed_door_comes_back_when_it_is_repaired() -> None:
    """Six hours of work begun an hour before noon: free from five hours on; without a law of its
    repair never.
    """
    work = {"work": {"law": "fixed", "mean_h": 6.0}}
    door = {"id": "door", "mtbf_h": 1e6, "repair": work}
    jam = JamNow(1, NOON_MS - HOUR_MS)
    snapshot = Snapshot(NOON_MS, [SiteNow("c", [BankNow("b", [], jammed=[jam])])])
    still = _drawn(parcels={"per_household_day": 0.0, "size_mix": {"S": 0.7, "L": 0.3}})
    for faults, free in (([door], [0] * 4 + [1] * 20), ([], [0] * 24)):
        known = still.model_copy(update={"faults": Scenario.model_validate(
            still.model_dump(exclude_unset=True) | {"faults": faults}).faults})  # fmt: skip
        told = Forecasts(known, "small", futures=BATCH).forecast(snapshot)
        assert [hour[2] for hour in told.banks[0].sizes[1].free] == free


def test_coupled_sites_and_both_engines() -> None:
    """Sites that redirects couple are run together, future by future, on either engine alike."""
    drawn = reduced(setting("other sites"))
    moment = moment_of(Snapshot(NOON_MS), drawn, 18.0, 8.0)
    kernel, slow = (
        Simulator(Question(drawn, moment, 1, BATCH, engine)) for engine in (run_group, reference)
    )
    for (sites, plan), (_, again) in zip(kernel.groups(), slow.groups(), strict=True):
        for left, right in zip(kernel.run(sites, plan, 0), slow.run(sites, again, 0), strict=True):
            assert left.digest() == right.digest()


def test_copies_side_by_side_are_runs_alone() -> None:
    """Ten futures in one run are, each, the future by itself."""
    drawn = reduced(setting("overdue and reminded"))
    moment = moment_of(Snapshot(NOON_MS), drawn, 18.0, 30.0)
    simulator = Simulator(Question(drawn, moment, 1, BATCH))
    ((sites, plan),) = simulator.groups()
    alone = begin_at(
        SitePlanner(drawn, moment.days).copies(sites[0], 1), moment.span.now_ms, moment.span.end_ms
    )
    (together,), (one,) = simulator.run(sites, plan, 3), simulator.run(sites, alone, 3)
    assert len(plan.sites) > 1
    assert together.digest() == one.digest()


def test_futures_come_in_batches() -> None:
    """A number that is no multiple of a batch is refused."""
    moment = moment_of(_snapshot(), _drawn(), 18.0, 24.0)
    with pytest.raises(ValueError, match=f"futures = 70: must be a multiple of {BATCH}"):
        Question(_drawn(), moment, 1, 70)
