"""Printing to PDF where there is no browser; where there is one, tests/browser prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from twin.report.paper import print_page
from twin.report.reading.errors import ReportError


def test_without_a_browser_it_says_which_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No Chromium on the path: a message, no traceback, no file."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReportError, match="none of chromium"):
        print_page(tmp_path / "page.html")


def test_a_browser_that_prints_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its exit code stands in the message."""
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(ReportError, match=r"printed nothing \(exit code 7\)"):
        print_page(tmp_path / "page.html")
