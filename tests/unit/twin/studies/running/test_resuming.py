"""Tests of twin.studies.running.resuming: a run that was ended goes on and comes to the same."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.twin.studies.small_runs import InterruptedEngine, large_setup
from twin.figures.rows import axes_of, kpi_rows
from twin.studies import replications as module
from twin.studies.replications import RunOutcome, run_replications
from twin.studies.running.resuming import KeptRun, ResumeError
from twin.studies.running.setup import SiteSpan, is_large


def told(outcome: RunOutcome) -> list[object]:
    """Digests, counts and rows of a run."""
    (made,) = outcome.replications
    rows = kpi_rows([made.network], axes_of(outcome.setup.scenario, outcome.setup.days))
    return [made.trace_digest, made.log_digest, made.parcels, rows]


@pytest.fixture(scope="module")
def whole() -> list[object]:
    """What the run comes to when nobody ends it."""
    return told(run_replications(large_setup(), 1, jobs=1))


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a run that was killed (SIGKILL) after four batches of 63 sites."""
    path = tmp_path_factory.mktemp("killed") / "batches.kept"
    program = [sys.executable, "-m", "tests.unit.twin.studies.running.killed_run", str(path), "4"]
    ended = subprocess.run(program, check=False, timeout=120)
    assert ended.returncode == -signal.SIGKILL
    return path


def _go_on(path: Path, jobs: int = 1) -> RunOutcome:
    setup = large_setup()
    with KeptRun(path, setup, resume=True) as kept:
        return run_replications(setup, 1, jobs=jobs, kept=kept)


def test_a_killed_run_goes_on_to_the_same_digest(
    killed: Path, whole: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one of the sites that were done is run again, and nothing differs in the end."""
    path = tmp_path / "copy"
    path.write_bytes(killed.read_bytes())
    done: list[int] = []

    def note(first: int, stop: int) -> SiteSpan:
        done.append(first)
        return SiteSpan(first, stop)

    monkeypatch.setattr(module, "SiteSpan", note)
    assert told(_go_on(path)) == whole
    assert min(done) == 4 * 63
    done.clear()
    assert told(_go_on(path)) == whole, "all is kept now: nothing is left to run"
    assert done == []


@pytest.mark.parametrize("cut", [1, 40, 500])
def test_a_frame_that_was_cut_off_is_run_again(
    killed: Path, whole: list[object], tmp_path: Path, cut: int
) -> None:
    """A file that ends anywhere in its last frame goes on from the frame before."""
    path = tmp_path / "cut"
    path.write_bytes(killed.read_bytes()[:-cut])
    assert told(_go_on(path)) == whole


def test_a_spoilt_frame_ends_what_is_kept(
    killed: Path, whole: list[object], tmp_path: Path
) -> None:
    """A byte that changed on the disk is found out; what came before it is used."""
    content = bytearray(killed.read_bytes())
    content[len(content) // 2] ^= 1
    path = tmp_path / "spoilt"
    path.write_bytes(content)
    assert told(_go_on(path)) == whole


def test_an_interrupted_run_goes_on(whole: list[object], tmp_path: Path) -> None:
    """Ctrl-C in the middle of a batch: nothing is finished, and what was done is there."""
    path = tmp_path / "batches.kept"
    setup = large_setup(engine=InterruptedEngine(groups=700))
    like = replace(setup, engine=large_setup().engine)
    with KeptRun(path, like, resume=False) as kept:
        outcome = run_replications(setup, 1, jobs=1, kept=kept)
    assert not outcome.complete
    assert outcome.replications == []
    assert told(_go_on(path)) == whole


def test_another_run_is_not_gone_on_with(killed: Path, tmp_path: Path) -> None:
    """Another seed, other days, no file: refused in words, and the file stays as it is."""
    before = killed.read_bytes()
    for other in (replace(large_setup(), seed=4), large_setup(log="none")):
        with pytest.raises(ResumeError, match="of another run"):
            KeptRun(killed, other, resume=True)
    assert killed.read_bytes() == before
    with pytest.raises(ResumeError, match="no such file"):
        KeptRun(tmp_path / "none", large_setup(), resume=True)


def test_only_networks_that_stand_together_are_large() -> None:
    """A thousand sites and one more, planned apart: coupled sites, traces of a file are not."""
    setup = large_setup()
    assert is_large(setup)
    coupled = setup.scenario.rejected.model_copy(update={"then": ["other_site"]})
    assert not is_large(
        replace(setup, scenario=setup.scenario.model_copy(update={"rejected": coupled}))
    )
    assert not is_large(replace(setup, traces={}))
