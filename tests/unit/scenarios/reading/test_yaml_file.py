"""What scenarios.reading.yaml_file promises: plain data from YAML, and nothing worse."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scenarios.reading import yaml_file
from scenarios.reading.errors import ScenarioError
from scenarios.reading.places import Plain
from scenarios.reading.yaml_file import (
    MAX_DEPTH,
    MAX_EVENTS,
    MAX_FILE_BYTES,
    MAX_INT,
    MIN_INT,
    parse,
    read_document,
    read_scalar,
)

LAUGHS = "a0: &a0 [lol, lol]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30)
)


def _complaint(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "f.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("True", True), ("FALSE", False),
        ("null", None), ("~", None), ("", None),
        ("0", 0), ("-17", -17), ("+3", 3), (str(MAX_INT), MAX_INT), (str(MIN_INT), MIN_INT),
        ("1.5", 1.5), ("-.5", -0.5), ("2.", 2.0), ("1e3", 1000.0), ("1.5E-3", 0.0015),
        ("on", "on"), ("off", "off"), ("yes", "yes"), ("No", "No"), ("y", "y"),
        ("12:30", "12:30"), ("1:30:00", "1:30:00"), ("017", "017"), ("0o17", "0o17"),
        ("0x1F", "0x1F"), ("0b1", "0b1"), ("1_000", "1_000"), ("2025-11-11", "2025-11-11"),
        (".", "."), ("-", "-"), ("1e", "1e"), ("inf", "inf"), ("nan", "nan"), ("１２", "１２"),
        ("=", "="),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2_with_decimal_numbers(text: str, value: Plain) -> None:
    """The traps of YAML 1.1 (on, 12:30, 017) are text; both value and type agree."""
    found = read_scalar(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [str(MAX_INT + 1), str(MIN_INT - 1), "9" * 10**6, "1e999", "-1e999", ".inf", "-.INF", ".NaN"],
)
def test_numbers_that_cannot_be_kept_are_refused(text: str) -> None:
    """Beyond 64 bits, infinite, or no number."""
    with pytest.raises(ValueError, match=r"go from|larger than|no values"):
        read_scalar(text)
    assert f"f.yaml:2: b = '{text[:20]}" in _complaint(f"a: 1\nb: {text}")


def test_plain_data_comes_out_as_it_was_written() -> None:
    """Block and flow style, quotes, folding, comments and nesting."""
    text = "a: {b: [1, 'x', \"2\"], c: }\nd:\n- e: |\n    two\n    lines\n- - 3\n'5': 6 # no\n"
    data, _ = parse(text, "f")
    assert data == {
        "a": {"b": [1, "x", "2"], "c": None}, "d": [{"e": "two\nlines\n"}, [3]], "5": 6,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["\ufeffa: 1\r\nb:\r\n  - x\r\n", "a: 1\rb: [x]\r"])
def test_line_ends_and_byte_order_mark_of_other_systems(text: str) -> None:
    """Files from Windows and old Macs read the same."""
    assert parse(text, "f")[0] == {"a": 1, "b": ["x"]}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: &x 1", "f.yaml:1: anchor &x: anchors are not allowed"),
        ("a: 1\nb: *x", "f.yaml:2: alias *x: aliases are not allowed, repeat it"),
        (LAUGHS, "f.yaml:1: anchor &a0: anchors are not allowed"),
        ("<<: {a: 1}", "f.yaml:1: merge key <<: merging is not allowed, repeat it"),
        ("a: !!python/object:os.system x", "f.yaml:1: tag !!python/object:os.system: tags are"),
        ("- !local {}", "f.yaml:1: tag !local: tags are not allowed"),
        ("a: ! x", "f.yaml:1: tag !: tags are not allowed"),
        ("--- 1\n--- 2", "f.yaml:2: a second document begins: a file holds one"),
        ("a: 1\nb: 2\na: 3", "f.yaml:3: a: stands twice, first in line 1"),
        ("x:\n- id: b\n  y: 1\n  y: 2", "f.yaml:4: x.b.y: stands twice, first in line 3"),
        ("a: 1\n'a': 1", "f.yaml:2: a: stands twice, first in line 1"),
        ("618: 1", "f.yaml:1: key 618: keys are text, put it in quotes"),
        ("a: {true: 1}", "f.yaml:1: a: key true: keys are text, put it in quotes"),
        ("null: 1", "f.yaml:1: key null: keys are text, put it in quotes"),
        ("? \n: 1", "f.yaml:1: empty key: keys are text, put it in quotes"),
        ("[a]: 1", "f.yaml:1: a list or mapping as key: keys are text"),
        ("? {a: 1}\n: 1", "f.yaml:1: a list or mapping as key: keys are text"),
        (f"{'k' * 201}: 1", "f.yaml:1: a key of 201 characters: at most 200"),
        ("a: b: c", "f.yaml:1: is not valid YAML: mapping values are not allowed"),
        ("a: [1,\n", "f.yaml:2: is not valid YAML: while parsing a flow node"),
        ("a:\n\tb: 1", "f.yaml:2: is not valid YAML"),
        ("a: 1\nb: \x00", "f.yaml:2: character U+0000 is not allowed in YAML"),
        ("a: '\x1b[31m'", "f.yaml:1: character U+001B is not allowed in YAML"),
        ('a: "\\0"', "f.yaml:1: character U+0000 is not allowed in YAML"),
        ("a: \ufeff", "f.yaml:1: character U+FEFF is not allowed in YAML"),
    ],
)
def test_what_a_scenario_does_not_need_is_refused_with_its_line(text: str, complaint: str) -> None:
    """Bombs, tags, traps and broken text; the line is the one to look at."""
    assert _complaint(text).startswith(complaint)


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? ", "[[],", "a:\n "])
def test_deep_nesting_is_refused_at_the_limit(opening: str) -> None:
    """100,000 levels cost as little as 41; no recursion runs out."""
    assert "f.yaml:" in _complaint(opening * 100_000)


def test_the_deepest_nesting_that_is_allowed_is_read() -> None:
    """The limit itself is inside."""
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert str(parse(text, "f")[0]) == text
    assert f"more than {MAX_DEPTH} levels" in _complaint(f"[{text}]")


def test_too_many_events_are_refused() -> None:
    """A file within its size can still hold millions of values."""
    assert f"more than {MAX_EVENTS:,} YAML events" in _complaint("[" + "a," * MAX_EVENTS + "]")


def _complaint_about(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_document(path)
    return str(caught.value)


def test_files_that_are_no_scenario_files(tmp_path: Path) -> None:
    """Missing, directory, device-like, unreadable, too large, nameless: said in one line each."""
    fifo, loop, sparse = tmp_path / "fifo", tmp_path / "loop", tmp_path / "sparse.yaml"
    os.mkfifo(fifo)
    loop.symlink_to(loop)
    with sparse.open("wb") as stream:
        stream.truncate(2**30)
    assert _complaint_about(tmp_path / "no.yaml").endswith("no.yaml: no such file")
    assert _complaint_about(tmp_path).endswith("is a directory, not a scenario file")
    assert _complaint_about(fifo).endswith("is no regular file")
    assert "cannot be read: " in _complaint_about(loop)
    assert "cannot be read: " in _complaint_about(tmp_path / ("n" * 5000))
    assert "cannot be read: " in _complaint_about(tmp_path / "nul\0")
    assert _complaint_about(sparse).endswith(f"1,073,741,824 bytes: at most {MAX_FILE_BYTES:,}")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty: a scenario is a mapping of keys to values"),
        (b"# only a comment\n", "is empty"),
        (b"---\n...\n", "is empty"),
        (b"[1, 2]", "1: holds [1, 2] at the top: a scenario is a mapping of keys to values"),
        (b"just text", "1: holds 'just text' at the top"),
        (b"a: 1\nb: \xff\xfe", "2: is not UTF-8 text: byte 0xff"),
        ("a: 1".encode("utf-16"), "1: is not UTF-8 text: byte 0xff"),
        (b"\x7fELF\x02\x01\x01\x00", "1: character U+007F is not allowed in YAML"),
        (b"a: \xed\xa0\x80", "1: is not UTF-8 text: byte 0xed"),
    ],
)
def test_content_that_is_no_scenario(tmp_path: Path, content: bytes, complaint: str) -> None:
    """Empty, another shape, another encoding, binary."""
    path = tmp_path / "s.yaml"
    path.write_bytes(content)
    assert complaint in _complaint_about(path)


def test_a_document_knows_its_file_data_and_lines(tmp_path: Path) -> None:
    """The three things that later errors are made of."""
    path = tmp_path / "s.yaml"
    path.write_text("a: 1\nb: {c: 2}\n", encoding="utf-8")
    document = read_document(path)
    assert (document.file, document.data) == (str(path), {"a": 1, "b": {"c": 2}})
    assert document.places.find(("b", "c")).line == 2


@pytest.mark.parametrize("text", ['a: "\\UFFFFFFFF"', 'a: "\\ud800"', "a: b: c", "[" * 99, LAUGHS])
def test_the_pure_parser_refuses_the_same(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Without libyaml the limits hold and nothing but ScenarioError comes out."""
    assert _complaint(text)
    monkeypatch.setattr(yaml_file, "_LOADER", yaml.SafeLoader)
    assert _complaint(text)


HOSTILE = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000))
from scenarios.reading.errors import ScenarioError
from scenarios.reading.yaml_file import MAX_FILE_BYTES as size, parse
many = "".join(f"a{i}: 1\\n" for i in range(400_000))
for text in ("[" * size, "- " * (size // 2), "{" * size, "a," * (size // 2), "9" * size, many,
             "[" + "a," * (size // 2), "k: " * (size // 3), "'" + "x" * size, "? " * (size // 2),
             "a: |\\n" + " \\n" * 2_000_000, "&a " * (size // 3)):
    try:
        parse(text, "f")
    except ScenarioError as error:
        assert len(str(error)) < 2000
"""


def test_hostile_files_need_little_memory_and_time() -> None:
    """Files of the full size, in a process that may hold 700 MB with all its libraries."""
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE], capture_output=True, timeout=60, check=False, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
