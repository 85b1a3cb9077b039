"""Which files the contract tests look at, read and parsed once.

Only reading lives here; what may stand in a file is said in rules.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("devices", "fleet", "scenarios", "twin", "grafana", "courtyard")
KERNEL_SAFE = (
    "devices/physics/",
    "devices/transitions.py",
    "fleet/policy/",
    "scenarios/behaviour/",
    "twin/eventlog/order.py",
)
"""Folders and modules whose functions numba must be able to compile as they stand."""

TEXT_SUFFIXES = frozenset({".py", ".md", ".toml", ".yaml", ".yml", ".json", ".in", ".lock", ".cfg"})
NOT_OURS = frozenset({"build", "dist", "out", "__pycache__", "node_modules"})


@dataclass(frozen=True)
class Source:
    """A file of the project: its path from the root with forward slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module; only for Python files."""
        return ast.parse(self.text, self.path)

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return Path(self.path).stem

    @property
    def folder(self) -> str:
        """The folder's path from the root."""
        return Path(self.path).parent.as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        in_ci = entry.name == ".ci" or entry.parent.name == ".ci"
        if entry.is_dir():
            hidden = entry.name.startswith(".") and not in_ci
            if not hidden and entry.name not in NOT_OURS:
                yield from _walk(entry)
        elif in_ci or entry.suffix in TEXT_SUFFIXES or entry.name == "Makefile":
            yield entry


def _read(paths: Iterator[Path]) -> tuple[Source, ...]:
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in paths
    )


ALL = _read(_walk(ROOT))
"""Every text file that belongs to the project."""

PYTHON = tuple(source for source in ALL if source.path.endswith(".py"))
PACKAGE_PYTHON = tuple(source for source in PYTHON if source.path.split("/")[0] in PACKAGES)
TEST_PYTHON = tuple(source for source in PYTHON if source.path.startswith("tests/"))
KERNEL_SAFE_PYTHON = tuple(
    source for source in PACKAGE_PYTHON if source.path.startswith(KERNEL_SAFE)
)
LIBRARY_STEMS = frozenset(path.stem for path in (ROOT / "scenarios" / "library").rglob("*.yaml"))
"""Names under which the library's scenarios run."""
