"""The flat-arrival figure: load of the mean site, and what Erlang B makes of it."""

from __future__ import annotations

import pytest

from scenarios.days import lay_out_days
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.small import scenario
from twin.studies.explore.flat import flat_figure, mean_dwell_h


@pytest.mark.parametrize(
    ("law", "mean_h"),
    [
        ({"kind": "exponential", "mean_h": 9.0}, 9.0),
        ({"kind": "weibull", "mean_h": 16.0, "shape": 0.763}, 16.0),
        ({"kind": "days", "probabilities": [0.5, 0.2, 0.3]}, 24 * 0.8),
        ({"kind": "geometric_days", "probability": 0.25}, 24 * 3),
    ],
)
def test_mean_dwell(law: dict[str, object], mean_h: float) -> None:
    """Laws by hour say it; laws by day count whole days from the deposit's."""
    assert mean_dwell_h(scenario(dwell={"law": law})) == pytest.approx(mean_h)


def test_figure_of_the_county_proposal() -> None:
    """A quarter of 40,000 parcels at 36 groups, 9 h: 104 Erlang, 122 compartments for 1 %."""
    county = read_scenario("yiyuan@half-day", Scenario, ["banks.old.members.*.state=retired"])
    figure = flat_figure(county.scenario, lay_out_days(county.scenario), 0.01)
    assert figure.parcels_per_day == pytest.approx(277.8, abs=0.1)
    assert figure.load_erlang == pytest.approx(104.2, abs=0.1)
    assert figure.compartments == 122


def test_peaks_and_oversize_are_in_the_load() -> None:
    """The calendar's factor over measured days; parcels that fit nowhere are not."""
    sale = scenario(
        calendar={
            "peaks": [{"id": "p", "first_day": "2026-03-02", "length_days": 3, "multiplier": 2.0}]
        },
        parcels={"per_household_day": 1.0, "size_mix": {"S": 0.5, "oversize": 0.5}},
    )
    figure = flat_figure(sale, lay_out_days(sale), 0.01)
    assert figure.parcels_per_day == pytest.approx(10 * 2 * 0.5)


@pytest.mark.parametrize("bound", [None, 0.0, 1.0, 30.0])
def test_without_a_loss_bound_there_is_no_number(bound: float | None) -> None:
    """Erlang B answers shares between 0 and 1 only."""
    small = scenario()
    assert flat_figure(small, lay_out_days(small), bound).compartments is None
