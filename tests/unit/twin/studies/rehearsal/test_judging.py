"""What was said held against what was so, in spans written by hand."""

from __future__ import annotations

import pytest

from fleet.core.alarms.rules import DEFAULTS, MINUTE_MS
from twin.studies.rehearsal.intervals import share
from twin.studies.rehearsal.judging import (
    Counts,
    figures,
    judge,
    owed_ms,
    recall,
    threshold_alarms,
)

HOUR_MS = 3_600_000


def test_an_alarm_is_true_where_it_is_so_when_it_goes_up() -> None:
    """One before it is so, one while it is, one after: two are false, the episode is noticed."""
    counts = Counts()
    judge([(100, 200)], [(50, 60), (150, 300), (400, 500)], 0, counts)
    assert (counts.alarms, counts.false, counts.episodes, counts.noticed) == (3, 2, 1, 1)
    assert counts.delay_ms == [50]


def test_an_alarm_that_is_up_already_notices_at_once() -> None:
    """It was false when it went up; nobody waits for the second."""
    counts = Counts()
    judge([(100, 200)], [(50, 300)], 0, counts)
    assert (counts.false, counts.noticed, counts.delay_ms) == (1, 1, [0])


def test_what_is_over_sooner_than_the_rule_waits_is_owed_to_nobody() -> None:
    """An alarm of it is true all the same."""
    counts = Counts()
    judge([(100, 200), (300, 500)], [(150, 250)], 150, counts)
    assert (counts.alarms, counts.false, counts.episodes, counts.noticed) == (1, 0, 1, 0)


def test_a_threshold_goes_up_and_down_with_every_report() -> None:
    """And stays where no report takes it down."""
    said = threshold_alarms([1, 2, 3, 4, 5], [100, 900, 700, 800, 900], 800)
    assert [up for up, _ in said] == [2, 4]
    assert said[0][1] == 3
    assert said[1][1] > 10**15


def test_every_rule_says_how_long_it_waits() -> None:
    """A radio's absence is known after three of its intervals and a minute."""
    assert owed_ms(DEFAULTS["offline"], HOUR_MS, True) == 3 * HOUR_MS + MINUTE_MS
    assert owed_ms(DEFAULTS["offline"], HOUR_MS, False) == 16 * MINUTE_MS
    assert owed_ms(DEFAULTS["overflow"], HOUR_MS, True) == HOUR_MS
    assert owed_ms(DEFAULTS["door_open"], HOUR_MS, False) == 2 * MINUTE_MS + 1
    assert all(owed_ms(rule, HOUR_MS, False) >= 0 for rule in DEFAULTS.values())


def test_figures_are_shares_of_all_seeds_with_wilsons_interval() -> None:
    """9 of 10: 0.596 … 0.982 (Wilson 1927, at 95 %); delays have Student's over seeds."""
    seeds = [Counts(6, 1, 5, 4, [60_000]), Counts(4, 0, 5, 5, [120_000])]
    found = figures(seeds)
    assert (found["alarms"], found["false_alarms"], found["noticed"]) == (10, 1, 9)
    assert found["precision"] == share(9, 10)
    assert found["recall"]["low"] == pytest.approx(0.5958, abs=1e-4)
    assert found["recall"]["high"] == pytest.approx(0.9821, abs=1e-4)
    # Student with one degree of freedom: 12.706 × s/√2, s = 1/√2.
    assert found["delay_min"]["high"] == pytest.approx(1.5 + 12.7062 * 0.5, rel=1e-5)
    assert recall(seeds[0]) == 0.8


def test_nothing_counted_is_no_figure() -> None:
    """Neither 0 nor 1: what never happened says nothing of a rule."""
    found = figures([Counts()])
    assert found["precision"]["mean"] is found["recall"]["mean"] is found["delay_min"]["mean"]
    assert found["recall"]["mean"] is None
