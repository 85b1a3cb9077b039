"""What is kept of a study, and that an interrupted one goes on where it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.days import lay_out_days
from tests.unit.twin.studies.sizing.settings import flat_bank
from twin.engines.choice import choose
from twin.engines.kernel.build import kernel
from twin.studies.sizing.asked.layout import lay_out_spaces
from twin.studies.sizing.asked.probe import lay_out_probes
from twin.studies.sizing.asked.question import Asked, Way
from twin.studies.sizing.simulated.evaluate import Kept
from twin.studies.sizing.simulated.kept import digest_of, keeping
from twin.studies.sizing.simulated.simulate import Study
from twin.studies.sizing.study import size
from twin.studies.target import parse_promise

TARGETS = (parse_promise("rejection_share<=0.05"),)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Studies are kept in a folder of the test; the kernel is compiled before, in its own."""
    kernel()
    monkeypatch.setenv("COURTYARD_CACHE", str(tmp_path))
    return tmp_path / "size"


def study(seed: int = 1) -> Study:
    """A study of one flat bank."""
    scenario = flat_bank(40.0, "run.days=56")
    days = lay_out_days(scenario)
    (space,) = lay_out_spaces(scenario, days)
    return Study(
        space, lay_out_probes(TARGETS, scenario, days), seed, choose("reference", scenario)[1]
    )


def test_what_is_written_is_read_again(own_folder: Path) -> None:
    """Columns and events by sites, design and replication, bit for bit; another seed has none."""
    key = ((0,), (7,))
    with keeping(study()) as kept:
        kept[key] = {3: (np.array([[4, 5]]), 9)}
    with keeping(study()) as again:
        assert list(again) == [key]
        columns, events = again[key][3]
        assert (columns.tolist(), events) == ([[4, 5]], 9)
    with keeping(study(seed=2)) as other:
        assert other == {}
    with keeping(study(), fresh=True) as anew:
        assert anew == {}


def test_a_broken_file_is_as_good_as_none(own_folder: Path) -> None:
    """A study begins anew where its file cannot be read."""
    own_folder.mkdir()
    (own_folder / f"{digest_of(study())}.npz").write_bytes(b"PK\x03\x04 nothing")
    with keeping(study()) as kept:
        assert kept == {}


def test_an_interrupted_study_goes_on_where_it_was(own_folder: Path) -> None:
    """What was simulated before the interrupt is not simulated again; the answer is the same."""
    scenario = flat_bank(40.0, "run.days=56")
    engine = choose("auto", scenario)[1]
    days = lay_out_days(scenario)
    runs = 0

    def counted(*arguments: Any) -> None:
        nonlocal runs
        runs += 1
        engine(*arguments)

    counted.__module__, counted.__qualname__ = engine.__module__, engine.__qualname__

    def interrupt(designs: int, events: int) -> None:
        if designs == 3:
            raise KeyboardInterrupt

    asked = Asked(TARGETS, 0.9, 1, analytic=False, engine=counted, jobs=1)
    with pytest.raises(KeyboardInterrupt):
        size([Way(None, scenario, days)], asked, interrupt)
    before = runs
    runs = 0
    resumed = size([Way(None, scenario, days)], asked)
    resumed_runs = runs
    runs = 0
    whole = size([Way(None, scenario, days)], Asked(TARGETS, 0.9, 1, False, counted, 1, fresh=True))
    assert resumed == whole
    assert resumed_runs < runs
    assert before > 0


def test_nothing_is_kept_where_nothing_can_be_written(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that cannot be made costs the next study time, and this one nothing."""
    own_folder.write_text("a file where a folder should be")
    with keeping(study()) as kept:
        kept[(0,), (1,)] = {0: (np.zeros((1, 2), dtype=np.int64), 1)}
    empty: Kept = {}
    with keeping(study()) as again:
        assert again == empty
