"""The cache of compiled code: where it lies, what names its folders, what is thrown away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from twin.engines.kernel.build import ENTRIES, digest_of, reachable, sources_of
from twin.engines.kernel.cache import KEPT_FOLDERS, cache_home, open_folder

ROOT = Path(__file__).resolve().parents[5]

POLICY = """
from __future__ import annotations

def rule(value: int) -> int:
    return value + {added}
"""
ENTRY = """
from __future__ import annotations

from policy import rule

def answer(value: int) -> int:
    return 10 * rule(value)
"""
ASK = """
from entry import answer
from numba import config
from twin.engines.kernel.build import compile_entries
config.CACHE_DIR = "elsewhere"
compiled = compile_entries([answer])["entry.answer"]
assert config.CACHE_DIR == "elsewhere"
print(compiled(4), sum(compiled.stats.cache_hits.values()))
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an entry that calls a policy of another file, and a cache of its own."""
    (tmp_path / "policy.py").write_text(POLICY.format(added=1))
    (tmp_path / "entry.py").write_text(ENTRY)
    monkeypatch.setenv("COURTYARD_CACHE", str(tmp_path / "cache"))
    return tmp_path


def _start(tree: Path) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(tree), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-c", ASK],
        env={
            **os.environ,
            "PYTHONPATH": path,
            "PYTHONDONTWRITEBYTECODE": "1",
            "NUMBA_DISABLE_JIT": "0",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _said(process: subprocess.Popen[str]) -> tuple[int, bool]:
    """The answer, and whether it was read from the cache."""
    said, complaints = process.communicate()
    assert process.returncode == 0, complaints
    answer, hits = said.split()
    return int(answer), hits != "0"


def test_editing_a_policy_changes_the_next_run(tree: Path) -> None:
    """A second run reads the cache; after an edit of a called file the third does not."""
    assert _said(_start(tree)) == (50, False)
    assert _said(_start(tree)) == (50, True)
    (tree / "policy.py").write_text(POLICY.format(added=7))
    assert _said(_start(tree)) == (110, False)


def test_two_processes_may_start_at_once(tree: Path) -> None:
    """Both answer, whoever of them writes the cache."""
    both = [_start(tree), _start(tree)]
    assert [_said(process)[0] for process in both] == [50, 50]


def test_without_a_place_to_write_it_is_compiled_every_time(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache folder that cannot be made costs time, not the run, and nothing lies elsewhere."""
    (tree / "cache").write_text("a file where the folder should be")
    monkeypatch.setenv("COURTYARD_CACHE", str(tree / "cache"))
    assert open_folder("0" * 32) is None
    assert [_said(_start(tree)) for _ in range(2)] == [(50, False), (50, False)]
    assert not list(tree.rglob("*.nbi"))


def test_every_policy_and_behaviour_names_the_folder() -> None:
    """The digest covers each file of fleet.policy and scenarios.behaviour that the kernel calls."""
    sources = {path.relative_to(ROOT).as_posix() for path in sources_of(reachable(ENTRIES, {}))}
    assert {
        "fleet/policy/allocation.py",
        "fleet/policy/rejection.py",
        "fleet/policy/retention.py",
        "scenarios/behaviour/collection.py",
        "twin/eventlog/order.py",
        "twin/engines/kernel/compiled/loop.py",
        "twin/engines/kernel/passes.py",
    } <= sources


def test_a_constant_of_another_file_names_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A constant that is read where it was imported changes the digest with its value."""
    functions = reachable(ENTRIES, {})
    before = digest_of(functions)
    assert before == digest_of(functions)
    module = functions["twin.engines.kernel.compiled.parcels.dispose"].__globals__
    monkeypatch.setitem(module, "DAY_MS", 1)
    assert digest_of(functions) != before


def test_only_the_newest_folders_are_kept(tree: Path) -> None:
    """Opening a folder removes all but KEPT_FOLDERS, oldest first; the opened one always stays."""
    home = tree / "cache" / "kernel"
    for age in range(2 * KEPT_FOLDERS):
        folder = home / f"old{age}"
        folder.mkdir(parents=True)
        os.utime(folder, ns=(10**9 * (1000 - age),) * 2)
    opened = open_folder("new")
    assert opened == home / "new"
    kept = {folder.name for folder in home.iterdir()}
    assert kept == {"new", *(f"old{age}" for age in range(KEPT_FOLDERS - 1))}


def test_place_of_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """$COURTYARD_CACHE, else $XDG_CACHE_HOME/courtyard, else ~/.cache/courtyard."""
    monkeypatch.setenv("COURTYARD_CACHE", "own")
    monkeypatch.setenv("XDG_CACHE_HOME", "shared")
    assert cache_home() == Path("own")
    monkeypatch.delenv("COURTYARD_CACHE")
    assert cache_home() == Path("shared/courtyard")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "base")
    assert cache_home() == Path("base/.cache/courtyard")
