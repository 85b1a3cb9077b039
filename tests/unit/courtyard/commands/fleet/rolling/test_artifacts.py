"""`courtyard fleet artifact`: keys, files, and what it says of those that cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devices.signing import public_path
from tests.unit.courtyard.terminal import call, refusal
from tests.unit.devices.firmware import FILE

Capsys = pytest.CaptureFixture[str]
ADD = ("fleet", "artifact", "add", "file", "--version", "2.0.0", "--model", "m1", "--key", "key")


@pytest.fixture(autouse=True)
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capsys) -> None:
    """A file and a key, in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_bytes(FILE)
    assert call(capsys, "fleet", "artifact", "key", "key").code == 0


def test_a_key_is_made_once(capsys: Capsys) -> None:
    """For its owner alone, the public half beside it; never over another one."""
    assert Path("key").stat().st_mode & 0o077 == 0
    assert "PUBLIC KEY" in public_path(Path("key")).read_text(encoding="utf-8")
    before = Path("key").read_bytes()
    assert refusal(capsys, "fleet", "artifact", "key", "key") == "key: File exists\n"
    assert Path("key").read_bytes() == before
    assert "missing/key" in refusal(capsys, "fleet", "artifact", "key", "missing/key")


def test_a_file_is_signed_and_listed(capsys: Capsys) -> None:
    """Models in the order of their letters, each once; the same again is the same."""
    added = call(capsys, *ADD, "--model", "a2", "--model", "m1", "--json")
    again = call(capsys, *ADD, "--model", "a2", "--json")
    assert (added.code, again.out) == (0, added.out)
    (row,) = json.loads(added.out)
    assert (row["version"], row["models"], row["size"]) == ("2.0.0", ["a2", "m1"], len(FILE))
    listed = call(capsys, "fleet", "artifact", "list", "--json")
    assert json.loads(listed.out) == [row]
    shown = call(capsys, "fleet", "artifact", "list")
    assert "2.0.0" in shown.out
    assert "1 in all" in shown.out


def test_nothing_is_listed_where_nothing_is(capsys: Capsys) -> None:
    """No store is no error, and none is made."""
    assert json.loads(call(capsys, "fleet", "artifact", "list", "--json").out) == []
    assert not Path("courtyard.journal.firmware").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"file": "missing"}, "missing: No such file"),
        ({"--key": "missing"}, "missing: "),
        ({"--key": "file"}, "file: "),
        ({"--version": ""}, "a version of 1 to 64 characters"),
        ({"--model": ""}, "a model are needed"),
    ],
)
def test_what_cannot_be_added(capsys: Capsys, words: dict[str, str], why: str) -> None:
    """Exit code 2, with what it is about; the store stays as it is."""
    line = list(ADD)
    for word, value in words.items():
        line[line.index(word) + word.startswith("--")] = value
    assert why in refusal(capsys, *line)
    assert not Path("courtyard.journal.firmware").exists()


def test_a_changed_store_is_told(capsys: Capsys) -> None:
    """Words that were not signed: the list names the file."""
    call(capsys, *ADD)
    (words,) = Path("courtyard.journal.firmware").glob("*.json")
    words.write_bytes(words.read_bytes().replace(b'"m1"', b'"m9"'))
    why = refusal(capsys, "fleet", "artifact", "list")
    assert words.name in why
    assert "is not what was signed" in why
