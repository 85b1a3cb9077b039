"""A real browser for pages: headless Chromium, opened on files alone.

Only the browser lives here. Where Chromium and its driver are not installed, these tests are not
there; on the machine that decides (CI=true) they are, and fail without them. `.ci/run` installs
both and a Chinese font. Screenshots of the documentation are made by `make screenshots`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)

collect_ignore: list[str] = []
if (CHROMIUM is None or DRIVER is None) and os.environ.get("CI") != "true":
    collect_ignore += ["test_report.py", "test_library.py"]
if os.environ.get("COURTYARD_SCREENSHOTS") != "1":
    collect_ignore.append("test_screenshots.py")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser with a fresh profile that keeps what its console and its network say."""
    options = ChromeOptions()
    options.binary_location = CHROMIUM or "chromium"
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(DRIVER or "chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()
