"""Tests of twin.studies.replications: independence of the way a run is divided, interruption."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.trace import combine_digests
from tests.small_regions import region, regional
from tests.unit.twin.studies.small_runs import (
    InterruptedEngine,
    failing_engine,
    small_scenario,
    small_setup,
)
from twin.figures.rows import axes_of, kpi_rows
from twin.studies import replications as module
from twin.studies.replications import RunOutcome, run_replications
from twin.studies.running.joining import DigestInOrder
from twin.studies.running.pool import WorkerPool


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """Two processes, for all tests that do not stop them."""
    with WorkerPool(2) as workers:
        yield workers


def rows(outcome: RunOutcome) -> list[dict[str, object]]:
    """All rows of a run."""
    axes = axes_of(outcome.setup.scenario, outcome.setup.days)
    return kpi_rows([replication.network for replication in outcome.replications], axes)


def digests(outcome: RunOutcome) -> list[tuple[object, ...]]:
    """All digests of a run."""
    return [(r.number, r.trace_digest, r.log_digest, r.site_digests) for r in outcome.replications]


def test_nothing_depends_on_processes(pool: WorkerPool) -> None:
    """One process or two, one run or three: digests and rows are the same to the last digit."""
    setup = small_setup()
    alone, shared = run_replications(setup, 3, jobs=1), run_replications(setup, 3, pool=pool)
    assert digests(alone) == digests(shared)
    assert rows(alone) == rows(shared)
    assert alone.parcels == shared.parcels > 0
    assert digests(run_replications(setup, 1, jobs=1)) == digests(alone)[:1]
    assert alone.complete
    assert shared.complete


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether sites are run one by one or all in one batch, outcomes are the same."""
    setup = small_setup(small_scenario(rejected={"then": ["lobby"]}))
    small = run_replications(setup, 2, jobs=1)
    monkeypatch.setattr(module, "BATCHES_PER_JOB", 1)
    large = run_replications(setup, 2, jobs=1)
    monkeypatch.setattr(module, "MAX_SITES_APART", 2)
    lazy = run_replications(setup, 2, jobs=1)
    assert digests(small) == digests(large) == digests(lazy)
    assert rows(small) == rows(large) == rows(lazy)


def test_a_large_network_is_planned_where_it_runs(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Regions in spans of any length, in one process or two: digests and rows are the same."""
    setup = small_setup(regional(run={"days": 1, "warmup_days": 1}))
    kept = run_replications(setup, 2, jobs=1)
    monkeypatch.setattr(module, "MAX_SITES_APART", 2)
    for length in (1, 7, 512):
        monkeypatch.setattr(module, "MAX_SPAN_SITES", length)
        spans = run_replications(setup, 2, jobs=1)
        assert digests(spans) == digests(kept)
        assert rows(spans) == rows(kept)
    shared = run_replications(setup, 2, pool=pool)
    assert digests(shared) == digests(kept)
    assert rows(shared) == rows(kept)


def test_one_more_site_of_a_region_changes_no_other_log() -> None:
    """Log digests of all sites before it are what they were."""
    few = small_setup(regional(region("e", sites=9)))
    more = small_setup(regional(region("e", sites=10)))
    (before,), (after,) = (run_replications(each, 1, jobs=1).replications for each in (few, more))
    assert before.site_digests is not None
    assert after.site_digests is not None
    assert before.site_digests.items() < after.site_digests.items()


def test_replications_have_draws_of_their_own() -> None:
    """Two replications differ, two seeds differ, the same seed does not."""
    first, second = digests(run_replications(small_setup(), 2, jobs=1))
    assert first[1] != second[1]
    other = replace(small_setup(), seed=4)
    assert digests(run_replications(other, 1, jobs=1))[0][1] != first[1]


def test_run_digest_is_over_sites_in_order_although_a_and_c_run_together() -> None:
    """Coupled sites come out of their order; the run's digest and rows follow site order."""
    outcome = run_replications(small_setup(), 1, jobs=1)
    (replication,) = outcome.replications
    assert replication.site_digests is not None
    assert list(replication.site_digests) == ["a", "b", "c"]
    assert replication.log_digest == combine_digests(replication.site_digests.values())
    assert [share.site for share in replication.network.apart] == ["a", "b", "c"]


def test_digest_in_order_waits_for_the_sites_before() -> None:
    """Site digests in any order give the digest of site order; a missing one is an error."""
    hexes = {site: f"{number:064x}" for number, site in enumerate("abcd")}
    digest = DigestInOrder(iter("abcd"))
    for site in "cadb":
        digest.add(site, hexes[site])
    assert digest.hexdigest() == combine_digests(hexes.values())
    digest = DigestInOrder(iter("abcd"))
    digest.add("b", hexes["b"])
    with pytest.raises(ValueError, match="site 'a' is missing"):
        digest.hexdigest()


def test_digests_are_made_only_where_they_are_asked_for() -> None:
    """Mode none folds and drops: no log digest, and no trace digest if that is switched off."""
    setup = small_setup(log="none", with_trace_digests=False)
    outcome = run_replications(setup, 1, jobs=1)
    assert digests(outcome) == [(0, None, None, None)]
    assert rows(outcome) == rows(run_replications(small_setup(), 1, jobs=1))


def test_interrupt_keeps_finished_replications() -> None:
    """Two groups a replication; interrupted in the fourth group: one replication is finished."""
    setup = small_setup(engine=InterruptedEngine(groups=3))
    outcome = run_replications(setup, 5, jobs=1)
    assert not outcome.complete
    assert [replication.number for replication in outcome.replications] == [0]
    assert rows(outcome) == rows(run_replications(small_setup(), 1, jobs=1))


def test_interrupt_stops_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted while processes are at work: they end, and finished replications are kept."""
    monkeypatch.setattr(module, "TELL_EVERY_S", 0.0)
    told: list[float] = []

    def press(share: float, _parcels_per_s: float) -> None:
        told.append(share)
        if share > 0.3:
            raise KeyboardInterrupt

    with WorkerPool(2) as workers:
        outcome = run_replications(small_setup(), 40, pool=workers, progress=press)
    assert not outcome.complete
    assert 0 < len(outcome.replications) < 40
    expected = run_replications(small_setup(), len(outcome.replications), jobs=1)
    assert digests(outcome) == digests(expected)
    assert told == sorted(told)


@pytest.mark.parametrize(("press_at", "least"), [("0", 0), ("0.2", 1)])
def test_ctrl_c_on_the_whole_process_group(press_at: str, least: int) -> None:
    """The signal reaches workers too: they ignore it, nothing is printed, the result is partial."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.twin.studies.interrupted_run", press_at],
        cwd=Path(__file__).parents[4],
        start_new_session=True,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == b""
    result = json.loads(done.stdout)
    assert not result["complete"]
    assert result["finished"] == list(range(len(result["finished"])))
    assert least <= len(result["finished"]) < 100


def test_errors_of_an_engine_come_through(pool: WorkerPool) -> None:
    """A process hands its error on; the pool serves the next run."""
    with pytest.raises(ValueError, match="cannot run a"):
        run_replications(small_setup(engine=failing_engine), 2, pool=pool)
    assert run_replications(small_setup(), 1, pool=pool).complete


def test_progress_ends_with_the_whole() -> None:
    """The last thing progress is told is 1."""
    told: list[tuple[float, float]] = []
    run_replications(small_setup(), 2, jobs=1, progress=lambda *news: told.append(news))
    assert told[-1][0] == 1
    assert told[-1][1] > 0


def test_long_runs_are_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said of a short run; above the limit the estimate comes before the work."""
    news: list[object] = []
    run_replications(small_setup(), 1, jobs=1, announce=news.append)
    assert news == []
    monkeypatch.setattr(module, "ANNOUNCE_FROM_S", 0.0)
    run_replications(
        small_setup(),
        2,
        jobs=1,
        announce=lambda seconds: news.append(seconds > 0),
        progress=lambda share, _: news.append(share),
    )
    assert news[0] is True
    assert news[-1] == 1


@pytest.mark.parametrize(("replications", "jobs"), [(0, 1), (1, 0)])
def test_nothing_to_run_is_refused(replications: int, jobs: int) -> None:
    """At least one replication and one job."""
    with pytest.raises(ValueError, match="must be at least 1"):
        run_replications(small_setup(), replications, jobs=jobs)
