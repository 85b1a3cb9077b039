"""The committee's page in a real browser: quiet, by itself, all plots, on paper too."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from courtyard.main import run_app
from tests.browser.look import look_at
from tests.unit.twin.report.order.study_folder import leave_study

PLOTS = {"payers", "target", "peak", "share", "dwell", "tornado", "growth"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bank sized, with its what-if."""
    return leave_study(tmp_path_factory.mktemp("study"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_of_an_order(browser: Chrome, study: Path, language: str) -> None:
    """No word on the console, no address but its own; every plot seen, no text lost or overlaid."""
    page = study / f"{language}.html"
    assert run_app(["report", str(study), "--lang", language, "--out", str(page)]) == 0
    seen = look_at(browser, page)
    assert seen.faults == []
    assert {name.removeprefix("plot-") for name in seen.plots} == PLOTS


def test_page_is_printed(study: Path) -> None:
    """`--pdf` leaves a PDF of several pages beside the page."""
    page = study / "print.html"
    assert run_app(["report", str(study), "--out", str(page), "--pdf"]) == 0
    paper = page.with_suffix(".pdf").read_bytes()
    assert paper.startswith(b"%PDF")
    assert len(paper) > 50_000
