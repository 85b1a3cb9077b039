"""Which cases a scenario gives, and that each differs in one thing alone."""

from __future__ import annotations

import pytest

from scenarios.days import lay_out_days
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.small_waste import waste_scenario
from twin.studies.target import parse_promise
from twin.studies.whatif import changed
from twin.studies.whatif.cases import BOUNDS, GROWTH, growth_rate, lay_out_cases

PROMISE = (parse_promise("rejection_share<=0.01"),)


def yiyuan() -> Scenario:
    """A scenario that has everything a case may change."""
    return read_scenario("yiyuan", Scenario).scenario


def test_every_question_of_lockers_is_asked() -> None:
    """Promises, peaks, shares, dwells, rules, years and a tornado; every factor has two ends."""
    scenario = yiyuan()
    cases = lay_out_cases(scenario, lay_out_days(scenario), PROMISE)
    questions = {case.question for case in cases}
    assert questions == {"target", "peak", "share", "dwell", "overdue", "growth", "tornado"}
    (bounds,) = [case for case in cases if case.question == "target"]
    assert [promise[0].bound for promise in bounds.promises] == list(BOUNDS)
    factors = [case.factor for case in cases if case.question == "tornado"]
    assert {factors.count(factor) for factor in factors} == {2}
    assert {"volume", "dwell", "evening", "hours", "mix", "spread"} == set(factors)


def test_waste_alone_has_no_questions_of_parcels() -> None:
    """Without lockers: the promise, growth, and more or less waste."""
    scenario = waste_scenario()
    cases = lay_out_cases(scenario, lay_out_days(scenario), (parse_promise("overflow_share<=0.1"),))
    assert {case.question for case in cases} == {"target", "growth", "tornado"}
    doubled = changed.with_volume(scenario, 2.0)
    assert scenario.waste is not None
    assert doubled.waste is not None
    before, after = (
        s.waste.streams[0].kg_per_household_day for s in (scenario, doubled) if s.waste
    )
    assert after == 2 * before


def test_a_peak_is_a_label_amid_the_measured_days() -> None:
    """Its days are measured, as many as Double 11 has, and are asked for by its label."""
    scenario = yiyuan()
    days = lay_out_days(scenario)
    peaked = lay_out_days(changed.with_peak(scenario, days, 1.4))
    labelled = peaked.labels[changed.PEAK]
    assert len(labelled) == changed.PEAK_DAYS
    assert min(labelled) >= days.warmup_days
    cases = lay_out_cases(scenario, days, PROMISE)
    assert all(
        target.label == changed.PEAK
        for case in cases
        if case.question == "peak"
        for target in case.promises[0]
    )


@pytest.mark.parametrize("moved", [-0.1, 0.1, -0.9, 0.9])
def test_a_size_mix_stays_a_mix(moved: float) -> None:
    """What leaves one end arrives at the other, and no part is below nothing."""
    mix = changed.with_larger_parcels(yiyuan(), moved).parcels.size_mix
    assert sum(mix.values()) == pytest.approx(1.0)
    assert min(mix.values()) >= 0


def test_growth_is_that_of_the_sites_or_assumed() -> None:
    """By households; where no site grows it is assumed."""
    scenario = yiyuan()
    rates = {site.growth_per_year for site in scenario.sites}
    assert growth_rate(scenario) == (pytest.approx(rates.pop()) if rates != {0.0} else GROWTH)
    grown = read_scenario("yiyuan", Scenario, ["sites.c.growth_per_year=0.2"]).scenario
    assert growth_rate(grown) == pytest.approx(0.2)
