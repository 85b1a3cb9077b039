"""Troubles of devices: how often, how long, whose; drawn by the seed alone."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.demand.troubles import draw_troubles
from scenarios.expand import expand_sites
from scenarios.reading.errors import ScenarioError
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from scenarios.streams import Streams

HOUR_MS = 3_600_000
YEAR_MS = 365 * 24 * HOUR_MS


def _of(settings: list[str]) -> Scenario:
    return read_scenario("alarms", Scenario, settings).scenario


def test_times_and_lengths_have_their_means() -> None:
    """Doors every 24 h for half an hour at one bank: in 20 years within four standard errors."""
    scenario = _of([])
    (place,) = expand_sites(scenario)
    spans = [
        span
        for span in draw_troubles(scenario, place, Streams(3, 0), 20 * YEAR_MS)
        if span.kind == "door_left_open"
    ]
    waits = np.diff([span.from_ms for span in spans]) / HOUR_MS
    lengths = np.array([span.to_ms - span.from_ms for span in spans]) / HOUR_MS
    assert abs(waits.mean() - 24.5) < 4 * 24.0 / len(waits) ** 0.5
    assert abs(lengths.mean() - 0.5) < 4 * 0.5 / len(lengths) ** 0.5
    assert {span.number for span in spans} == {0}


def test_a_trouble_more_or_another_rate_of_one_shifts_no_other() -> None:
    """Each kind and device has a stream of its own; a longer run begins alike."""
    whole = _of([])
    (place,) = expand_sites(whole)
    fewer = whole.model_copy(update={"troubles": whole.troubles[2:]})
    spans = draw_troubles(whole, place, Streams(3, 0), YEAR_MS)
    kept = [span for span in spans if not span.kind.startswith("door")]
    assert draw_troubles(fewer, place, Streams(3, 0), YEAR_MS) == kept
    half = draw_troubles(whole, place, Streams(3, 0), YEAR_MS // 2)
    assert half == [span for span in spans if span.from_ms < YEAR_MS // 2]


def test_every_device_that_can_be_befallen_is() -> None:
    """A bank, ten sensors and two cameras have clocks; sensors alone get stuck."""
    scenario = _of([])
    (place,) = expand_sites(scenario)
    spans = draw_troubles(scenario, place, Streams(3, 0), 2 * YEAR_MS)
    assert {span.number for span in spans if span.kind == "clock_wrong"} == set(range(13))
    assert {span.number for span in spans if span.kind == "sensor_stuck"} == set(range(10))


def test_a_scenario_without_troubles_says_nothing_of_them() -> None:
    """Its content, and so its digest, is what it was; a kind that stands twice is refused."""
    assert "troubles" not in read_scenario("smoke", Scenario, ()).scenario.model_dump()
    twice = _of([]).model_dump(mode="json")
    twice["troubles"] = twice["troubles"][:1] * 2
    with pytest.raises(ValueError, match="door_left_open"):
        Scenario.model_validate(twice)
    with pytest.raises(ScenarioError, match=r"troubles\.clock_wrong\.every_h"):
        _of(["troubles.clock_wrong.every_h=0"])
