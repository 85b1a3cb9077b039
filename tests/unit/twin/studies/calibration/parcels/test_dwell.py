"""Dwell: laws are found again through censoring, held against SciPy, or give way to a table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from scenarios.logs.cleaning.parcels import read_parcels
from scenarios.schema.rules import Observed
from tests.small_logs import MEAN_H, often_full, write_parcels
from twin.studies.calibration.parcels.dwell import LEAST_STAYS, fit_dwell
from twin.studies.calibration.parcels.laws import LAWS, LOGNORMAL, WEIBULL
from twin.studies.calibration.parcels.observed import observed, table_distance
from twin.studies.calibration.parcels.stays import Stays, stays_of, survival_of

F64 = npt.NDArray[np.float64]
GENERATOR = np.random.default_rng(6)


def _cut(hours: F64, at: float) -> Stays:
    """Stays of which the log saw no more than `at` hours."""
    return Stays(np.minimum(hours, at), hours > at)


WEIBULL_STAYS = _cut(26.9 * GENERATOR.weibull(0.763, 3000), 60.0)
LOGNORMAL_STAYS = _cut(GENERATOR.lognormal(2.0, 0.8, 3000), 30.0)
EXPONENTIAL_STAYS = _cut(GENERATOR.exponential(9.0, 3000), 20.0)


@pytest.mark.parametrize(
    ("law", "stays", "known"),
    [(WEIBULL, WEIBULL_STAYS, stats.weibull_min), (LOGNORMAL, LOGNORMAL_STAYS, stats.lognorm)],
    ids=["weibull", "lognormal"],
)
def test_fit_is_that_of_scipy(law: object, stays: Stays, known: object) -> None:
    """The same likelihood at its maximum as `scipy.stats` finds for the censored stays."""
    data = stats.CensoredData.right_censored(stays.hours, stays.censored)
    shape, _, scale = known.fit(data, floc=0)  # type: ignore[attr-defined]
    found = law.fit(stays)  # type: ignore[attr-defined]
    assert np.exp(found).tolist() == pytest.approx([scale, shape], rel=2e-3)


@pytest.mark.parametrize(
    ("stays", "kind", "truth"),
    [
        (WEIBULL_STAYS, "weibull", {"mean_h": 31.56, "shape": 0.763}),
        (LOGNORMAL_STAYS, "lognormal", {"mean_h": 10.18, "cv": 0.947}),
        (EXPONENTIAL_STAYS, "exponential", {"mean_h": 9.0}),
    ],
    ids=["weibull", "lognormal", "exponential"],
)
def test_law_and_values_are_found(stays: Stays, kind: str, truth: dict[str, float]) -> None:
    """Akaike's criterion takes the law that was drawn; its values lie in 99.9 % intervals."""
    fit = fit_dwell(stays, np.random.default_rng(1))
    assert fit.law["kind"] == kind
    by_path = {each.path: each for each in fit.estimates}
    for name, value in truth.items():
        each = by_path[f"dwell.law.{name}"]
        assert abs(value - each.value) <= (each.high - each.low) / 2 * 3.29 / 1.96
    assert [each.law for each in fit.candidates if each.chosen] == [kind]
    assert next(e.p_value for e in fit.candidates if e.chosen) >= 0.05  # type: ignore[operator]


def test_two_humps_become_a_table() -> None:
    """Half the same evening, half a day later: no formula is close, the log's own law is."""
    generator = np.random.default_rng(3)
    early = generator.random(4000) < 0.5
    hours = np.where(early, generator.normal(6, 1, 4000), generator.normal(30, 2, 4000))
    stays = _cut(np.maximum(hours, 0.1), 40.0)
    fit = fit_dwell(stays, np.random.default_rng(1))
    law = Observed.model_validate(fit.law)
    assert law.mean_h == pytest.approx(18.0, rel=0.03)
    assert min(each.distance for each in fit.candidates[:-1]) > 0.1
    assert fit.candidates[-1].law == "observed"
    assert fit.candidates[-1].distance < 0.03
    mean = fit.estimates[0]
    assert mean.low < hours.mean() < mean.high
    median = next(each for each in fit.estimates if each.path == "dwell median")
    assert median.low <= np.median(hours) <= median.high


def test_heavy_tail_is_not_forced_into_a_weibull() -> None:
    """A few parcels that lie for weeks: lognormal or the table, whichever is close."""
    generator = np.random.default_rng(8)
    hours = 4.0 * (generator.pareto(1.6, 4000) + 0.2)
    fit = fit_dwell(_cut(hours, 500.0), np.random.default_rng(1))
    assert fit.law["kind"] in {"lognormal", "observed"}
    chosen = next(each for each in fit.candidates if each.chosen)
    weibull = next(each for each in fit.candidates if each.law == "weibull")
    assert chosen.distance < weibull.distance


def test_few_stays_make_no_law() -> None:
    """Fewer than fifty that ended, however many are censored."""
    hours = np.full(500, 5.0)
    with pytest.raises(ValueError, match=f"at least {LEAST_STAYS}"):
        fit_dwell(Stays(hours, np.arange(500) >= 49), np.random.default_rng(1))


def test_table_says_what_it_does_not_know() -> None:
    """Parcels still there after the last stay that ended are said to go then."""
    law, _, note = observed(_cut(np.arange(1.0, 101.0), 80.0))
    assert law["collected"][-1] == 1.0  # type: ignore[index]
    assert "20.0% lay longer" in note
    assert table_distance(law, _cut(np.arange(1.0, 101.0), 200.0)) < 0.25


def test_kaplan_meier_by_hand() -> None:
    """Stays of 1, 2+, 3, 4 h: 3/4 are left after one hour, 3/8 after three, none after four."""
    seen = survival_of(Stays(np.array([1.0, 2.0, 3.0, 4.0]), np.array([False, True, False, False])))
    assert seen.quantiles.tolist() == [1, 3, 4]
    assert seen.probabilities == pytest.approx([0.75, 0.375, 0.0])


def test_stays_of_a_log(tmp_path: Path) -> None:
    """Ended by a courier or not at all: censored; the rest lies as long as the law says."""
    built = often_full(overdue={"free_h": 18.0, "take_back_after_h": 48.0})
    stays = stays_of(read_parcels([write_parcels(tmp_path / "log.csv", built)]))
    assert 0.02 < stays.censored.mean() < 0.2
    assert stays.hours.max() < 49 + 24
    fit = fit_dwell(stays, np.random.default_rng(1))
    mean = next(each for each in fit.estimates if each.path == "dwell.law.mean_h")
    assert mean.low <= MEAN_H <= mean.high


def test_every_law_counts_its_probability() -> None:
    """The quantile undoes the survival, for each family at its own fit."""
    share = np.linspace(0.01, 0.99, 50)
    for law in LAWS:
        parameters = law.fit(EXPONENTIAL_STAYS)
        left = np.exp(law.log_survival(parameters, law.quantile(parameters, share)))
        assert left == pytest.approx(1 - share)
