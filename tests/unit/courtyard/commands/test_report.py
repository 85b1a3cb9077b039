"""`courtyard report`: where the page goes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.courtyard.terminal import call, refusal, write

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, capsys: Capsys) -> Path:
    """What a run of the smallest scenario leaves."""
    out = tmp_path / "out"
    answer = call(
        capsys, "run", write(tmp_path), "--engine", "reference", "--jobs", "1", "--out", out
    )
    assert answer.code == 0, answer.err
    return out


def test_page_stands_beside_the_result(folder: Path, capsys: Capsys) -> None:
    """One file a language, named on standard output; a new run takes them away."""
    answer = call(capsys, "report", folder)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"Written to {folder / 'report.html'}\n"
    assert call(capsys, "report", folder, "--lang", "zh").code == 0
    english = (folder / "report.html").read_text(encoding="utf-8")
    chinese = (folder / "report.zh.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in english
    assert '<html lang="zh-Hans">' in chinese
    call(capsys, "run", folder.parent / "small.yaml", "--engine", "reference", "--out", folder)
    assert {path.name for path in folder.iterdir()} == {"result.json", "kpis.parquet", "log"}


def test_page_goes_where_it_is_told(folder: Path, tmp_path: Path, capsys: Capsys) -> None:
    """--out names the file; what was there is replaced whole."""
    page = tmp_path / "page.html"
    page.write_text("old", encoding="utf-8")
    assert call(capsys, "report", folder, "--out", page).code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert not (folder / "report.html").exists()


def test_bad_input_is_one_message(folder: Path, tmp_path: Path, capsys: Capsys) -> None:
    """Folder, result, log, language, place to write: what is wrong and where; code 2."""
    assert "nowhere: no such folder" in refusal(capsys, "report", tmp_path / "nowhere")
    assert "result.json: no such file" in refusal(capsys, "report", tmp_path)
    assert "'--lang' = 'fr'" in refusal(capsys, "report", folder, "--lang", "fr")
    assert "Missing argument" in refusal(capsys, "report")
    nowhere = tmp_path / "nowhere" / "page.html"
    assert refusal(capsys, "report", folder, "--out", nowhere).startswith(f"--out {nowhere}: ")
    assert refusal(capsys, "report", folder, "--out", tmp_path).startswith(f"--out {tmp_path}: ")
    (folder / "log" / "c.parquet").write_bytes(b"PAR1")
    said = refusal(capsys, "report", folder)
    assert "c.parquet: no readable parquet file" in said
    (folder / "result.json").write_text("{", encoding="utf-8")
    said = refusal(capsys, "report", folder)
    assert "result.json: no readable JSON" in said
    assert said.count("\n") == 1
    assert not list(folder.glob("*.html"))
