"""`courtyard run … --rollout`: a rollout rehearsed on the devices of a scenario."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.courtyard.terminal import call

Capsys = pytest.CaptureFixture[str]
LINE = ("run", "property@equipped", "--rollout", "plan.yaml", "--days", "1", "--replications", "1")


@pytest.fixture(autouse=True)
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file to rehearse."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yaml").write_text(
        'version: "2.0.0"\nsoak_h: 1\nrehearsal: {size_kb: 64}\n', encoding="utf-8"
    )


def test_a_good_firmware_reaches_the_compound(capsys: Capsys) -> None:
    """Most of it within a day, but for cells in which parcels lie; the same again the same."""
    first, again = (call(capsys, *LINE, "--json") for _ in range(2))
    assert (first.code, first.out) == (0, again.out)
    document = json.loads(first.out)
    figures = {row["name"]: row["mean"] for row in document["figures"]}
    assert document["devices"] == 28
    assert figures["stopped_in_canary_share"] == figures["failed_devices"] == 0
    assert figures["exposed_devices"] >= 14


def test_what_is_wrong_is_told(capsys: Capsys) -> None:
    """A language that is none, a slip in the file."""
    assert "en or zh" in call(capsys, *LINE, "--lang", "fr").err
    Path("plan.yaml").write_text("version: 1\n", encoding="utf-8")
    refused = call(capsys, *LINE)
    assert (refused.code, "plan.yaml:1: version" in refused.err) == (2, True)
