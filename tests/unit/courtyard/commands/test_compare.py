"""`courtyard compare`: the same luck, paired differences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.courtyard.terminal import call, refusal, write

Capsys = pytest.CaptureFixture[str]


def test_paired_differences(capsys: Capsys, tmp_path: Path) -> None:
    """A larger bank on the same parcels: fewer rejections, as many first attempts."""
    path = write(tmp_path)
    answer = call(
        capsys, "compare", path, f"{path}@large", "--engine", "reference", "--jobs", "1",
        "--replications", "4", "--json",
    )  # fmt: skip
    assert answer.code == 0
    assert answer.err == ""
    document = json.loads(answer.out)
    assert document["scenarios"] == [str(path), f"{path}@large"]
    assert document["engines"] == ["reference", "reference"]
    assert (document["seed"], document["replications"], document["complete"]) == (1, 4, True)
    of = {figure["name"]: figure for figure in document["figures"]}
    (attempts,) = of["first_attempts"]["differences"]
    assert (attempts["mean"], attempts["low"], attempts["high"]) == (0, 0, 0)
    (rejections,) = of["rejection_share"]["differences"]
    assert rejections["high"] < 0
    assert (rejections["scenario"], rejections["against"]) == (f"{path}@large", str(path))


def test_at_least_two_replications(capsys: Capsys, tmp_path: Path) -> None:
    """A scenario that asks for one replication is compared on two: intervals need them."""
    path = write(tmp_path)
    answer = call(
        capsys, "compare", path, path, "--set", "run.replications=1", "--engine", "reference",
        "--json",
    )  # fmt: skip
    assert json.loads(answer.out)["replications"] == 2


def test_table_for_people(capsys: Capsys, tmp_path: Path) -> None:
    """Values side by side and differences beneath."""
    path = write(tmp_path)
    answer = call(capsys, "compare", path, f"{path}@large", "--engine", "reference")
    assert answer.code == 0
    assert "Figures of the whole" in answer.out
    assert "same draws for all" in answer.out


def test_complaints_while_it_runs_name_the_file(capsys: Capsys, tmp_path: Path) -> None:
    """A volume that shows only when days are laid out: file and key, code 2."""
    path = write(tmp_path)
    said = refusal(
        capsys, "compare", path, path, "--engine", "reference",
        "--set", "parcels.per_household_day=1000", "--set", "sites.c.households=1000000",
    )  # fmt: skip
    assert "must be at most 50,000,000" in said
