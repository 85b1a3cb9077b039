"""A real browser for pages: headless Chromium, opened on files alone.

Where Chromium and its driver are not installed, these tests are not there; on the machine that
decides (CI=true) they are, and fail without them. `.ci/run` installs both and a Chinese font.
Screenshots of the documentation are made by `make screenshots`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from tests.browser.chromium import CHROMIUM, DRIVER, chromium

collect_ignore: list[str] = []
if (CHROMIUM is None or DRIVER is None) and os.environ.get("CI") != "true":
    collect_ignore += [
        "console",
        "test_library.py",
        "test_look.py",
        "test_order.py",
        "test_report.py",
    ]
if os.environ.get("COURTYARD_SCREENSHOTS") != "1":
    collect_ignore += ["test_screenshots.py", "console/test_pictures.py"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser with a fresh profile that keeps what its console and its network say."""
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver
