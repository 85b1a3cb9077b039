"""What a procurement study simulates on a Dask cluster is what one process simulates.

Also where a worker is killed. The study around it does not know who simulates.
"""

from __future__ import annotations

import os
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from courtyard.cluster import Cluster
from scenarios.days import lay_out_days
from tests.integration.cluster.local import LocalCluster
from tests.unit.courtyard.terminal import SMALL, refusal, write
from tests.unit.twin.studies.sizing.settings import flat_bank
from twin.engines.choice import choose
from twin.studies.sizing.asked.layout import lay_out_spaces
from twin.studies.sizing.asked.probe import lay_out_probes
from twin.studies.sizing.asked.space import Design
from twin.studies.sizing.simulated.crew import Crew, Made
from twin.studies.sizing.simulated.simulate import Study
from twin.studies.target import parse_promise

REPLICATIONS = range(40)
DESIGNS: tuple[Design, ...] = ((8,), (10,), (12,))


def _study() -> Study:
    """One bank whose compartments are sought."""
    scenario = flat_bank(6.0)
    days = lay_out_days(scenario)
    (space,) = lay_out_spaces(scenario, days)
    promises = (parse_promise("rejection_share<=0.05"),)
    _, engine = choose("reference", scenario)
    return Study(space, lay_out_probes(promises, scenario, days), 1, engine)


def _is_same(made: Made, other: Made) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(made, other, strict=True))


def test_designs_on_a_cluster_are_those_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns and events to the last digit, though one of two workers is killed (SIGKILL) while it
    has tasks: the other does them.
    """
    paths = [str(Path.cwd()), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setattr(Crew, "least_task_s", 0.0)
    study = _study()
    with Crew(study, 1) as alone:
        here = [alone.run(design, (0,), REPLICATIONS) for design in DESIGNS]
    calls: list[object] = []
    with LocalCluster(tmp_path) as local, Cluster(local.address) as cluster:
        call = cluster.call

        def watched(function: Any, *given: Any) -> Future[Any]:
            calls.append(given)
            future: Future[Any] = call(function, *given)
            if len(calls) == 3:
                local.workers[0].kill()
                local.workers[0].wait()
            return future

        monkeypatch.setattr(cluster, "call", watched)
        with Crew(study, cluster=cluster) as crew:
            for design, made in zip(DESIGNS, here, strict=True):
                assert _is_same(crew.run(design, (0,), REPLICATIONS), made)
            assert crew.simulated == alone.simulated
    assert len(calls) == 2 * (len(DESIGNS) - 1), "the first shows how long it takes"


class _Nobody:
    """A cluster that is never asked."""

    jobs = 2
    call: Any = None
    result: Any = None


def test_little_work_stays_here() -> None:
    """A task of less than a quarter of a second costs more than it brings."""
    study = _study()
    with Crew(study, 1) as alone, Crew(study, cluster=_Nobody()) as crew:
        for design in DESIGNS:
            few = range(2)
            assert _is_same(crew.run(design, (0,), few), alone.run(design, (0,), few))


def test_a_study_without_a_scheduler_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear line and code 2, as with the other commands."""
    asked = ("size", write(tmp_path, SMALL), "--target", "rejection_share<=0.1")
    said = refusal(capsys, *asked, "--cluster", "tcp://127.0.0.1:1")
    assert "--cluster tcp://127.0.0.1:1: no scheduler answers there" in said
    said = refusal(capsys, *asked, "--cluster", "tcp://127.0.0.1:1", "--jobs", "2")
    assert "--jobs: a cluster has processes of its own" in said
