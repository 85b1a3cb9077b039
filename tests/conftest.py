"""What holds for every test: how hypothesis searches, how deep, and which real data are not there.

No fixtures live here: a fixture stands beside the tests that use it, as a small named instance.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import settings

from tests.depth import set_depth
from tests.real.data import SETS, VARIABLE

if TYPE_CHECKING:
    import pytest

settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "local"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """How deep the tests search that say so."""
    parser.addoption("--deep", action="store_true", help="try everything (tests/depth)")


def pytest_configure(config: pytest.Config) -> None:
    """Told before tests are collected."""
    set_depth(deep=config.getoption("--deep"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the real data whose tests are not there."""
    for path in SETS:
        if not path.is_file():
            terminalreporter.write_line(
                f"tests/real: nothing at {path}: its tests are not there ({VARIABLE} says where)"
            )
