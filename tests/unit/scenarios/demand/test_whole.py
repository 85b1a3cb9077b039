"""The trace of all sites of a run."""

from __future__ import annotations

import datetime as dt

import pytest

from scenarios.demand import whole
from scenarios.demand.whole import compile_trace
from tests.drawn import compiled, single

SITE = {"households": 10, "latitude": 36.0, "longitude": 118.0}


def test_sites_in_order_with_the_days_of_the_run() -> None:
    """Every site once, in order of ids, as if compiled alone; defaults are the scenario's."""
    drawn = single(
        sites=[{"id": "k", "count": 11, **SITE}],
        banks=[{"id": "b", "site": "k", "compartments": {"S": 2}}],
        run={"days": 3, "warmup_days": 2, "seed": 7},
    )
    trace = compile_trace(drawn, "feed")
    assert [site.site for site in trace.sites] == [f"k{n}" for n in range(1, 12)]
    assert trace.sites[10].digest() == compiled(drawn, days=3, seed=7, site=10).digest()
    assert (trace.seed, trace.replication, trace.scenario_digest) == (7, 0, "feed")
    assert (trace.first_day, trace.warmup_days, trace.measured_days) == (dt.date(2026, 2, 28), 2, 3)
    other = compile_trace(drawn, "feed", seed=7, replication=1, measured_days=3)
    assert other.digest() != trace.digest()


def test_too_many_parcels_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sites that fit one by one may not fit together; value and bound are quoted."""
    drawn = single(
        sites=[{"id": "k", "count": 5, **SITE}],
        banks=[{"id": "b", "site": "k", "compartments": {"S": 2}}],
    )
    monkeypatch.setattr(whole, "MAX_PARCELS", 300)
    with pytest.raises(ValueError, match="a trace must have at most 300"):
        compile_trace(drawn, "feed")
