"""Calibrating what the twin wrote finds the parameters again, also behind a bank that was full."""

from __future__ import annotations

from pathlib import Path

from scenarios.logs.cleaning.parcels import read_parcels
from tests.small_logs import MEAN_H, MIX, PER_DAY, SHAPE, WAVE, WEEK, often_full, write_parcels
from twin.studies.calibration.parcels_study import calibrate_parcels

SEEDS = (1, 2, 3, 4)


def test_parameters_lie_in_their_intervals(tmp_path: Path) -> None:
    """In at least 90 % of seeds × parameters; a third of the parcels found no room."""
    built = often_full()
    truth = {
        "parcels.per_day": PER_DAY,
        "dwell.law.mean_h": MEAN_H,
        "dwell.law.shape": SHAPE,
        **{f"parcels.size_mix.{name}": part for name, part in MIX.items()},
        **{f"parcels.weekday_factor.{day}": factor for day, factor in enumerate(WEEK)},
        **{
            f"couriers.hour_weights.{hour}": PER_DAY * weight / sum(WAVE)
            for hour, weight in enumerate(WAVE)
        },
    }
    inside = total = 0
    for seed in SEEDS:
        log = read_parcels(
            [write_parcels(tmp_path / "log.csv", built, seed)], banks=("b",), sizes=("S", "L")
        )
        found = calibrate_parcels(log, built.time_zone, built)
        assert found.figures["served_per_day"] < 0.75 * PER_DAY
        by_path = {each.path: each for each in found.estimates}
        for path, value in truth.items():
            total += 1
            inside += by_path[path].low <= value <= by_path[path].high
    assert total == len(SEEDS) * len(truth)
    assert inside >= 0.9 * total
