"""Forecasts judged by a life of which they know the log alone; the long version is an acceptance
check.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.reading.load import load
from scenarios.schema import Scenario
from tests.small import scenario
from tests.small_logs import WAVE
from twin.studies.calibration.parcels_study import calibrate_parcels
from twin.studies.forecast.judging import Life, judge, live, log_of

FIRST_DAY = 35
"""A week to fill, four weeks of log."""


def _lived(**parts: object) -> Scenario:
    return scenario(**{
        "sites": [{"id": "c", "count": 3, "households": 100, "latitude": 36.0,
                   "longitude": 118.0, "spacing_m": 700}],
        "banks": [{"id": "b", "site": "c", "compartments": {"S": 24, "L": 26}}],
        "parcels": {"per_household_day": 0.62, "size_mix": {"S": 0.45, "L": 0.55},
                    "day_spread_cv": 0.12},
        "couriers": {"mode": "single", "companies": [{"id": "a", "share": 1.0}],
                     "hour_weights": WAVE},
        "dwell": {"law": {"kind": "weibull", "mean_h": 13.5, "shape": 0.8}},
        "rejected": {"then": ["home"]},
    } | parts)  # fmt: skip


@pytest.fixture(scope="module")
def life() -> Life:
    """Three sites over six weeks."""
    return live(_lived(), FIRST_DAY, 11)


def test_better_than_no_model(life: Life, tmp_path: Path) -> None:
    """Told by `calibrate` alone: bands hold, and no forecaster without a model scores better."""
    found = calibrate_parcels(log_of(life, _lived(), FIRST_DAY), "Asia/Shanghai", _lived())
    (tmp_path / "told.yaml").write_text(found.text, encoding="utf-8")
    told = load(tmp_path / "told.yaml", Scenario).scenario
    rows = judge(life, told, FIRST_DAY, (9, 13), 50, days=7).rows()
    assert rows["cases"] == 42
    assert 0.1 < rows["base_rate"] < 0.9
    assert rows["brier"] < min(rows["climatology"], rows["persistence"], rows["as_now"])
    assert 0.8 < rows["covered_90"] <= 0.98


def test_a_wrong_model_is_found(life: Life) -> None:
    """Told twice the parcels, the bands miss what comes."""
    wrong = _lived(parcels={"per_household_day": 1.2, "size_mix": {"S": 0.45, "L": 0.55}})
    rows = judge(life, wrong, FIRST_DAY, (9,), 50, days=3).rows()
    assert rows["covered_90"] < 0.75


def test_what_is_told_of_a_moment(life: Life) -> None:
    """Parcels inside are those that came and have not left; free compartments are the others."""
    site, now_ms = life.sites[0], 20 * DAY_MS + 13 * HOUR_MS
    told = site.now(now_ms, life.midnight_ms)
    (bank,) = told.banks
    free = site.free(np.array([now_ms]))[0, 0]
    inside = np.bincount([parcel.size_class for parcel in bank.parcels], minlength=2)
    assert (free + inside).tolist() == [24, 26]
    assert all(parcel.since_ms <= life.midnight_ms + now_ms for parcel in bank.parcels)
    assert told.come_today is not None
    assert told.come_today >= sum(
        parcel.since_ms >= life.midnight_ms + 20 * DAY_MS for parcel in bank.parcels
    )


def test_full_is_full_while_it_lasts(life: Life) -> None:
    """A bank was full in a span exactly where its free compartments say so."""
    for site in life.sites:
        at = np.arange(10 * DAY_MS, 12 * DAY_MS, 7 * 60_000)
        free = site.free(at)[:, 0].sum(axis=1)
        for time_ms, count in zip(at.tolist(), free.tolist(), strict=True):
            assert site.was_full(0, time_ms, time_ms) == (count == 0)
