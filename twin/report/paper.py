"""Pages on paper: HTML printed to PDF by the Chromium of the machine.

Lives here: finding the browser and having it print. Not here: pages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from twin.report.reading.errors import ReportError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
LIMIT_S = 120
"""A page of a megabyte is printed within a few seconds."""


def print_page(page: Path) -> Path:
    """Print `page` to a PDF of its name beside it.

    Raises ReportError where no Chromium is installed, or it prints nothing.
    """
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise ReportError(f"--pdf: none of {', '.join(BROWSERS)} is installed")
    paper = page.resolve().with_suffix(".pdf")
    with tempfile.TemporaryDirectory(prefix="courtyard-print-") as profile:
        flags = ["--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # the sandbox refuses root
        words = [
            browser, *flags, f"--user-data-dir={profile}", f"--print-to-pdf={paper}",
            page.resolve().as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(words, capture_output=True, timeout=LIMIT_S, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ReportError(f"--pdf: {browser}: {error}") from error
    if done.returncode != 0 or not paper.is_file():
        raise ReportError(f"--pdf: {browser} printed nothing (exit code {done.returncode})")
    return paper
