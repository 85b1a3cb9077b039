"""What library scenarios are asked, answered in short: the acceptance checks ask at full length."""

from __future__ import annotations

import json
from typing import Any

import pytest

from courtyard.main import run_app

MODES = ("property@counter", "property@lockers", "property@station", "property@mixed")


def _compared(
    capsys: pytest.CaptureFixture[str], *scenarios: str, days: int, replications: int = 2
) -> dict[str, Any]:
    """The document of a comparison that is cut short."""
    short = ("--days", str(days), "--replications", str(replications), "--jobs", "1", "--json")
    assert run_app(["compare", *scenarios, *short]) == 0
    return dict(json.loads(capsys.readouterr().out))


def _means(document: dict[str, Any], name: str) -> list[float]:
    (figure,) = [figure for figure in document["figures"] if figure["name"] == name]
    return [value["mean"] for value in figure["values"]]


def test_the_plan_lets_fewer_pickups_be_blocked(capsys: pytest.CaptureFixture[str]) -> None:
    """Codes alone: fewer are blocked. Staff alone: as many, for less time. The plan: both."""
    plans = ("outage@no-plan", "outage@offline-codes", "outage@opening", "outage")
    document = _compared(capsys, *plans, days=5)
    none, codes, opening, both = _means(document, "blocked_pickups")
    assert both == codes < none == opening
    none, _, opening, both = _means(document, "recovery_minutes")
    assert opening < none
    assert both < none


def test_parcels_get_too_warm_by_the_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """In the heat no parcel gets too warm while there is power; in two hours without it some do,
    and in four hours more.
    """
    cuts = ("heatwave@no-cut", "heatwave", "heatwave@four-hours")
    warm = _means(_compared(capsys, *cuts, days=11), "excursion_parcels")
    assert 0.0 == warm[0] < warm[1] < warm[2]


def test_overflow_grows_with_the_reporting_interval(capsys: pytest.CaptureFixture[str]) -> None:
    """Reports every hour, six hours, twelve hours: a bin overflows more and more often."""
    intervals = ("sensors", "sensors@six-hourly", "sensors@twelve-hourly")
    shares = _means(_compared(capsys, *intervals, days=300), "overflow_share")
    assert shares[0] < 0.05 < shares[1] < 0.25 < shares[2]


def test_a_mode_suits_the_compound(capsys: pytest.CaptureFixture[str]) -> None:
    """Each of the four modes leaves fewer parcels on floors than today, and one of them suits."""
    document = _compared(capsys, "property", *MODES, days=4)
    today, *modes = _means(document, "floored_share")
    assert max(modes) < today
    assert document["suiting"]["suits"] in MODES
