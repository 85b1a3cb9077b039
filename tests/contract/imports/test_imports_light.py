"""What help costs: `import courtyard` and `courtyard --help` load nothing heavy.

Loaded modules are pinned instead of seconds: they are what the time is made of.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.sources import PACKAGES, ROOT

HEAVY = frozenset(
    {
        "IPython", "influxdb_client", "jinja2", "llvmlite", "matplotlib", "numba", "numpy",
        "pandas", "polars", "pyarrow", "rich", "scipy", "simpy", "yaml",
    }
)  # fmt: skip
"""Never loaded for help."""

LIGHT = frozenset({"annotated_doc", "shellingham", "typer", "typing_extensions"})
"""All that is loaded beside the standard library and this project."""

OWN = frozenset({"courtyard", "scenarios"})

PROGRAM = """
import contextlib, io, json, sys
before = set(sys.modules)
{work}
print(json.dumps(sorted(set(sys.modules) - before)))
"""

HELP = """
with contextlib.redirect_stdout(io.StringIO()) as said:
    from courtyard.main import run_app
    assert run_app({arguments}) == 0
assert said.getvalue().startswith("Usage: courtyard")
"""


def modules_loaded_by(work: str) -> set[str]:
    """Modules that a piece of Python loads in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(work=work)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return set(json.loads(done.stdout))


def packages_loaded_by(work: str) -> set[str]:
    """Their top-level packages, those of the standard library left out."""
    tops = {module.partition(".")[0] for module in modules_loaded_by(work)}
    return {top for top in tops - sys.stdlib_module_names if not top.startswith("_sysconfigdata")}


def test_import_loads_nothing() -> None:
    """`import courtyard` is its version and no more."""
    assert packages_loaded_by("import courtyard") == {"courtyard"}


def test_command_line_loads_what_its_options_need() -> None:
    """The commands are known, the parts behind them are not loaded."""
    assert packages_loaded_by("import courtyard.main") <= LIGHT | OWN


def test_help_loads_nothing_heavy() -> None:
    """Plain help needs no tables, no numbers and no engine."""
    loaded = packages_loaded_by(HELP.format(arguments=["--help"]))
    assert loaded <= LIGHT | OWN, sorted(loaded - LIGHT - OWN)


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "compare",
        "explore",
        "report",
        "verify",
        "trace",
        "bench",
        "scenarios",
        "schema",
        "devices",
    ],
)
def test_help_of_a_command_loads_nothing_heavy(command: str) -> None:
    """Bounds of options are checked by pydantic; nothing else is added."""
    loaded = packages_loaded_by(HELP.format(arguments=[command, "--help"]))
    assert not loaded & HEAVY, sorted(loaded & HEAVY)
    assert not loaded & (set(PACKAGES) - OWN)


def test_listing_the_library_loads_no_engine() -> None:
    """Reading scenarios needs YAML and pydantic, neither arrays nor engines."""
    work = HELP.replace('assert said.getvalue().startswith("Usage: courtyard")', "")
    loaded = packages_loaded_by(work.format(arguments=["scenarios"]))
    assert not loaded & {"numba", "polars", "scipy", "simpy", "matplotlib"}


@pytest.mark.parametrize(
    "arguments",
    [["serve", "--help"], ["devices", "--json"], ["events", "--json"], ["quarantine", "--json"]],
)
def test_fleet_commands_load_no_twin(arguments: list[str], tmp_path: Path) -> None:
    """Looking at the fleet costs neither the twin nor arrays: an operator waits for it."""
    journal = tmp_path / "journal"
    work = f"""
from pathlib import Path
from fleet.adapters.journal.sqlite import SqliteJournal
SqliteJournal(Path({str(journal)!r})).close()
{HELP}"""
    work = work.replace('assert said.getvalue().startswith("Usage: courtyard")', "")
    given = ["fleet", *arguments]
    if "--help" not in arguments:
        given += ["--journal", str(journal)]
    loaded = packages_loaded_by(work.format(arguments=given))
    assert not loaded & HEAVY, sorted(loaded & HEAVY)
    assert "twin" not in loaded
