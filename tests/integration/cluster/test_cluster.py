"""A run on a Dask cluster is the run of one process, also where a worker is killed."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from courtyard.cluster import Cluster
from courtyard.main import run_app
from tests.integration.cluster.local import LocalCluster
from tests.unit.twin.studies.small_runs import failing_engine, large_setup, small_setup
from twin.figures.rows import axes_of, kpi_rows
from twin.studies.replications import RunOutcome, run_replications
from twin.studies.running.cluster import ClusterError, ClusterPool


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler and two workers; one of them is killed on the way."""
    path = tmp_path_factory.mktemp("cluster")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(Path.cwd()), before)))
    try:
        with LocalCluster(path) as started:
            yield started
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before


def told(outcome: RunOutcome) -> list[object]:
    """Digests and rows of a run."""
    axes = axes_of(outcome.setup.scenario, outcome.setup.days)
    made = outcome.replications
    digests = [(each.trace_digest, each.log_digest, each.site_digests) for each in made]
    return [outcome.complete, outcome.parcels, digests, kpi_rows([r.network for r in made], axes)]


def _printed(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert run_app([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_commands_on_a_cluster_say_what_one_process_says(
    local: LocalCluster, capsys: pytest.CaptureFixture[str]
) -> None:
    """Run, compare and explore: the same document to the last digit, digests too."""
    short = ("--days", "1", "--replications", "3")
    for words in (
        ("run", "smoke", *short),
        ("compare", "smoke", "single", *short),
        ("explore", "smoke", "--vary", "dwell.law.mean_h=6,12", *short),
    ):
        here = _printed(capsys, *words, "--jobs", "1")
        assert _printed(capsys, *words, "--cluster", local.address) == here


def test_what_an_engine_refuses_is_said_as_here(local: LocalCluster) -> None:
    """An error of a batch on a worker is the error of the run."""
    with Cluster(local.address) as cluster, pytest.raises(ValueError, match="cannot run a"):
        run_replications(small_setup(engine=failing_engine), 2, pool=ClusterPool(cluster))


def test_a_killed_worker_loses_nothing(local: LocalCluster) -> None:
    """One of two workers is killed (SIGKILL) in the middle: the other does its batches, and the
    digests are those of one process.
    """
    setup = large_setup()
    alone = told(run_replications(setup, 2, jobs=1))
    victim = local.workers[0]

    def kill(share: float, _parcels_per_s: float) -> None:
        if share > 0.2 and victim.poll() is None:
            victim.kill()
            victim.wait()

    with Cluster(local.address) as cluster:
        assert cluster.jobs == 2
        pool = ClusterPool(cluster)
        pool.least_task_s = 0.02
        outcome = run_replications(setup, 2, pool=pool, progress=kill)
    assert victim.poll() is not None
    assert told(outcome) == alone
    with Cluster(local.address) as cluster:
        assert cluster.jobs == 1, "the run ended without the worker that was killed"


def test_a_silent_address_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody listens, no address at all, contradicting options: one clear line and code 2."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for address, says in (
        (f"tcp://127.0.0.1:{port}", "no scheduler answers there: Connection refused"),
        ("nowhere", "must be an address such as tcp://HOST:8786"),
        ("tcp://127.0.0.1:99999", "must be an address such as tcp://HOST:8786"),
    ):
        assert run_app(["run", "smoke", "--cluster", address]) == 2
        assert says in capsys.readouterr().err
    assert run_app(["run", "smoke", "--cluster", "tcp://127.0.0.1:1", "--jobs", "2"]) == 2
    assert "--jobs: a cluster has processes of its own" in capsys.readouterr().err
    with pytest.raises(ClusterError, match="no scheduler answers"):
        Cluster(f"tcp://127.0.0.1:{port}")
