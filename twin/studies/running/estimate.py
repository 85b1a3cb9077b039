"""The estimate of time: a small slice of the run, actually run and timed.

Lives here: the choice of the slice and its scaling. Not here: who is told.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np

from scenarios.days import Days
from scenarios.expand import count_sites
from scenarios.trace import PARCEL_ARRAYS, SiteTrace
from twin.studies.running.batch import run_batch
from twin.studies.running.setup import Planner, Setup, SiteSpan, Weights, is_large
from twin.studies.running.tasks import Unwatched
from twin.world.plan import Plan, plan_groups

SLICE_S = 0.1
"""A slice that takes less is doubled in days, up to all of them."""

SAMPLE_SITES = 200
"""Sites of a large network that are timed: as many take some tenths of a second."""

MIN_EFFORT = 1e-9
"""Days without parcels cost next to nothing, but not nothing."""


def estimate_s(setup: Setup, replications: int) -> float:
    """Seconds that all replications would take on one processor.

    Runs the first group of sites over the first day, then over twice as many until it takes
    SLICE_S; scales by the weight of the sites and by the calendar's factors on parcels. Of a large
    network some sites from all over it, over all days.
    """
    weights = Weights(setup)
    if is_large(setup):
        _time_sample(setup, weights, 1)  # cold, likewise
        run_s, weight = _time_sample(setup, weights, SAMPLE_SITES)
        return run_s * replications * weights.total / weight
    days = 1
    _time_slice(setup, weights, days)  # cold: imports, and minutes of compiling once a machine
    run_s, weight = _time_slice(setup, weights, days)
    while run_s < SLICE_S and days < setup.days.count:
        days = min(2 * days, setup.days.count)
        run_s, weight = _time_slice(setup, weights, days)
    effort = np.maximum(setup.days.multiplier, MIN_EFFORT)
    share = weight * float(effort[:days].sum()) / (weights.total * float(effort.sum()))
    return run_s * replications / share


def _time_sample(setup: Setup, weights: Weights, sites: int) -> tuple[float, float]:
    """Seconds for so many sites, evenly spread over the network, and their weight."""
    total = count_sites(setup.scenario)
    planner = Planner(replace(setup, log="none" if setup.log == "none" else "digest"))
    firsts = [(2 * number + 1) * total // (2 * sites) for number in range(sites)]
    plans = [plan for at in firsts for plan in planner.plans(SiteSpan(at, at + 1))]
    weight = sum(weights.of(place) for plan in plans for place in plan.sites)
    began = perf_counter()
    run_batch(planner.setup, 0, plans, Unwatched())
    return perf_counter() - began, max(weight, MIN_EFFORT)


def _time_slice(setup: Setup, weights: Weights, days: int) -> tuple[float, float]:
    """Seconds for the first group of sites over the first days, and its weight."""
    first_days = _first(setup.days, days)
    traces = setup.traces
    slice_setup = replace(
        setup,
        days=first_days,
        log="none" if setup.log == "none" else "digest",
        log_folder=None,
    )
    plan, weight = _first_group(setup, weights, first_days)
    if traces is not None:
        cut = {p.id: cut_trace(traces[p.id], first_days.horizon_ms) for p in plan.sites}
        slice_setup = replace(slice_setup, traces=cut)
    began = perf_counter()
    run_batch(slice_setup, 0, [plan], Unwatched())
    return perf_counter() - began, weight


def _first_group(setup: Setup, weights: Weights, days: Days) -> tuple[Plan, float]:
    """The first group of sites with banks or waste points and with work, and its weight."""
    for plan in plan_groups(setup.scenario, days):
        weight = sum(weights.of(place) for place in plan.sites)
        stands = plan.banks or plan.counter or any(place.points for place in plan.sites)
        if stands and weight > 0:
            return plan, weight
    return next(plan_groups(setup.scenario, days)), weights.total


def _first(days: Days, count: int) -> Days:
    """The first days of a run, all of them measured."""
    return replace(
        days,
        warmup_days=0,
        measured_days=count,
        weekday=days.weekday[:count],
        multiplier=days.multiplier[:count],
        holiday=days.holiday[:count],
        labels={},
    )


def cut_trace(trace: SiteTrace, horizon_ms: int) -> SiteTrace:
    """The visits and calls before `horizon_ms` with their parcels, and the drop-offs before it."""
    visits = int(np.searchsorted(trace.visit_arrival_ms, horizon_ms))
    parcels = int(trace.visit_first_parcel[visits])
    cut: dict[str, object] = {"visit_first_parcel": trace.visit_first_parcel[: visits + 1]}
    for name in PARCEL_ARRAYS:
        rows = getattr(trace, name)
        if name not in cut:
            keep = visits if name.startswith("visit_") else parcels
            cut[name] = rows[:keep] if len(rows) > 1 else rows
    if trace.waste is not None:
        cut["waste"] = waste = trace.waste.until(horizon_ms)
        if trace.watch is not None:
            cut["watch"] = trace.watch.until(waste.drop_offs)
        if trace.sensors is not None:
            cut["sensors"] = trace.sensors.until(waste.drop_offs)
    if trace.counter is not None:
        cut["counter"] = trace.counter.until(horizon_ms, parcels)
    if trace.emptyings is not None:
        cut["emptyings"] = trace.emptyings.until(horizon_ms)
    return replace(trace, **cut)  # type: ignore[arg-type]
