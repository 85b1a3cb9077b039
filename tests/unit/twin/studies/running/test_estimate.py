"""Tests of twin.studies.running.estimate: scaling of a slice, on a clock that counts parcels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from scenarios.demand import compile_site
from scenarios.expand import expand_sites
from scenarios.initial import HeldParcels
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from tests.unit.twin.studies.small_runs import large_setup, small_scenario, small_setup
from twin.engines.reference.engine import run_group
from twin.eventlog.log import Write
from twin.studies.replications import run_replications
from twin.studies.running import estimate as module
from twin.studies.running.estimate import cut_trace, estimate_s
from twin.world.plan import Plan


class SlowEngine:
    """The reference engine on a machine that needs a millisecond for every parcel."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(
        self,
        plan: Plan,
        traces: Sequence[SiteTrace],
        held: Sequence[HeldParcels | None],
        write: Write,
    ) -> None:
        """Run a group and let the clock go on."""
        run_group(plan, traces, held, write)
        self.now_s += sum(trace.parcels for trace in traces) / 1000


def test_estimate_of_a_large_network_is_of_sites_all_over_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two regions of which the second has four times the parcels: the whole, to a fifth."""
    engine = SlowEngine()
    monkeypatch.setattr(module, "perf_counter", lambda: engine.now_s)
    setup = large_setup(engine=engine, demand_factor=4.0)
    estimated_s = estimate_s(setup, replications=2)
    spent_s = engine.now_s
    real = run_replications(setup, 2, jobs=1)
    assert estimated_s == pytest.approx(real.parcels / 1000, rel=0.2)
    assert spent_s < estimated_s / 5


@pytest.mark.parametrize("coupled", [True, False])
def test_estimate_scales_with_sites_days_and_replications(
    coupled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One or two of three sites over some days tell the time of the whole, to a few per cent."""
    then = ["other_site", "lobby"] if coupled else ["lobby"]
    parcels = {"per_household_day": 20.0, "size_mix": {"S": 1.0}}
    run = {"days": 10, "warmup_days": 5}
    scenario = small_scenario(rejected={"then": then}, parcels=parcels, run=run)
    engine = SlowEngine()
    monkeypatch.setattr(module, "perf_counter", lambda: engine.now_s)
    setup = small_setup(scenario, engine=engine)
    estimated_s = estimate_s(setup, replications=2)
    spent_s = engine.now_s
    real = run_replications(setup, 2, jobs=1)
    assert estimated_s == pytest.approx(real.parcels / 1000, rel=0.1)
    assert spent_s < estimated_s / 10


def test_estimate_of_a_given_trace_runs_its_beginning() -> None:
    """A replayed trace is cut to the slice; the set-up itself is left as it is."""
    setup = small_setup()
    streams = Streams(3, 0)
    traces = {
        place.id: compile_site(setup.scenario, setup.days, place, streams)
        for place in expand_sites(setup.scenario)
    }
    given = small_setup(traces=traces)
    assert estimate_s(given, 1) > 0
    one, drawn = run_replications(given, 1, jobs=1), run_replications(setup, 1, jobs=1)
    assert one.replications[0].log_digest == drawn.replications[0].log_digest


def test_cut_trace_keeps_what_comes_before() -> None:
    """Visits before the horizon with their parcels, and constant columns as they are."""
    setup = small_setup()
    place = next(expand_sites(setup.scenario))
    trace = compile_site(setup.scenario, setup.days, place, Streams(3, 0))
    horizon_ms = int(trace.visit_arrival_ms[3])
    cut = cut_trace(trace, horizon_ms)
    assert cut.visits == np.searchsorted(trace.visit_arrival_ms, horizon_ms)
    assert cut.parcels == cut.visit_first_parcel[-1]
    assert cut.parcel_size.tolist() == trace.parcel_size[: cut.parcels].tolist()
    assert len(cut.handling_ms) in {1, cut.parcels}
