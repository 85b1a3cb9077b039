"""`courtyard new`: a scenario from answers, a sheet or a log, that runs."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from scenarios.logs.workbook import write_cells
from scenarios.writing.questions import TEMPLATES, questions_for
from tests.small_levels import MAPS, write_levels
from tests.unit.courtyard.terminal import call, refusal

Capsys = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch

SHORT = ("--days", "2", "--replications", "1", "--engine", "reference", "--json")


def _type(patch: Patch, *lines: str) -> None:
    patch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


@pytest.mark.parametrize("template", TEMPLATES)
def test_defaults_run(capsys: Capsys, tmp_path: Path, template: str) -> None:
    """--yes asks nothing; the file that is written runs as it is."""
    out = tmp_path / "new.yaml"
    said = call(capsys, "new", "--yes", "--template", template, "--out", out)
    assert said.code == 0
    assert said.out == f"Written to {out}; try: courtyard run {out}\n"
    ran = call(capsys, "run", out, *SHORT)
    assert ran.code == 0
    assert json.loads(ran.out)["title"] == "My compound"


def test_questions_are_asked_again(capsys: Capsys, tmp_path: Path, monkeypatch: Patch) -> None:
    """Nonsense is answered with the bounds; an empty line takes the default."""
    out = tmp_path / "new.yaml"
    rest = [""] * (len(questions_for("lockers", by_sheet=False)) - 3)
    _type(monkeypatch, "sheds", "lockers", "Gate: 7", "many", "0", "2", "1500", *rest)
    said = call(capsys, "new", "--out", out)
    assert said.code == 0, said
    assert "'sheds': must be one of lockers, waste, both" in said.out
    assert "'many': must be a whole number from 1 to 10,000" in said.out
    assert "'0': must be 1 to 10,000" in said.out
    text = out.read_text(encoding="utf-8")
    assert 'title: "Gate: 7"' in text
    assert "count: 2, households: 1500" in text


def test_an_end_of_answers_leaves_nothing(
    capsys: Capsys, tmp_path: Path, monkeypatch: Patch
) -> None:
    """An input that ends among the questions: exit code 2 and a word, no file, no part of one."""
    _type(monkeypatch, "lockers", "Gate")
    answer = call(capsys, "new", "--out", tmp_path / "new.yaml")
    assert answer.code == 2
    assert "ended before every question" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_sheet_to_scenario(capsys: Capsys, tmp_path: Path) -> None:
    """An empty sheet, filled in, becomes compounds; what it leaves out is answered for all."""
    sheet, out = tmp_path / "sites.csv", tmp_path / "new.yaml"
    assert call(capsys, "new", "--sheet", sheet).code == 0
    with sheet.open("a", encoding="utf-8") as file:
        file.write("south,,300,30.27,120.16,2,40,,,\n")
    said = call(
        capsys, "new", "--sites", sheet, "--yes", "--template", "lockers", "--out", out,
        "--answer", "days=3", "--answer", "title=Two gates",
    )  # fmt: skip
    assert said.code == 0
    document = json.loads(call(capsys, "run", out, *SHORT).out)
    places = {site["id"]: site for site in document["setting"]["sites"]}
    assert places["north"]["name"] == "North Gate Gardens"
    assert [sum(b["compartments"].values()) for b in places["south"]["banks"]] == [40, 40]


def test_workbook_to_scenario(capsys: Capsys, tmp_path: Path) -> None:
    """The same as a workbook; a slip in it is told by row."""
    sheet, out = tmp_path / "sites.xlsx", tmp_path / "new.yaml"
    assert call(capsys, "new", "--sheet", sheet).code == 0
    options = ("--sites", sheet, "--yes", "--template", "both", "--out", out)
    assert call(capsys, "new", *options).code == 0
    assert "North Gate Gardens" in out.read_text(encoding="utf-8")
    sheet.write_bytes(write_cells([["id", "households", "latitude", "longitude"], ["a", 0, 1, 2]]))
    said = refusal(capsys, "new", *options, "--force")
    assert "sites.xlsx:2: households = '0': must be 1 to 1,000,000" in said


def test_log_to_scenario(capsys: Capsys, tmp_path: Path) -> None:
    """Bins of a log of fill levels become waste points."""
    out = tmp_path / "bins.yaml"
    path = write_levels(tmp_path)
    said = call(capsys, "new", "--levels", path, *MAPS, "--full-at", "10", "--out", out)
    assert said.out.startswith("10 rows (1 ALERT left out) of 2 bins over 8 days\n")
    assert "kind: replayed" in out.read_text(encoding="utf-8")


def test_nothing_is_overwritten(capsys: Capsys, tmp_path: Path) -> None:
    """Neither scenario nor sheet, unless --force says so; no question is asked before."""
    there = tmp_path / "there"
    there.write_text("mine")
    assert "is there already; --force" in refusal(capsys, "new", "--out", there)
    assert "is there already; --force" in refusal(capsys, "new", "--sheet", there)
    assert there.read_text() == "mine"
    assert call(capsys, "new", "--yes", "--out", there, "--force").code == 0
    assert there.read_text().startswith("# How many parcels")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--template", "shed"), "--template: 'shed': must be one of"),
        (("--answer", "doors=0"), "--answer: doors: '0': must be 1 to 5,000"),
        (("--answer", "rounds=2"), "rounds: not asked"),
        (("--sites", "none.csv"), "none.csv: cannot be read: No such file"),
        (("--template", "waste", "--answer", "waste_points=0"), "no compound has a waste point"),
    ],
)
def test_bad_options(
    capsys: Capsys, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    """Exit code 2, what is wrong and its bound; nothing is written."""
    out = tmp_path / "new.yaml"
    assert message in refusal(capsys, "new", "--yes", "--out", out, *options)
    assert not out.exists()


def test_a_folder_that_is_not_there(capsys: Capsys, tmp_path: Path) -> None:
    """The option, the path and why."""
    out = tmp_path / "none" / "new.yaml"
    said = refusal(capsys, "new", "--yes", "--out", out)
    assert said == f"--out {out}: No such file or directory\n"
