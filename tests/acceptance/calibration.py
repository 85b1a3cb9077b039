"""The acceptance checks of calibration: what the twin wrote is found again, and a real log is met.

Lives here: their commands, what is true, how often it is found. Not here: other checks
(registry.py).
"""

from __future__ import annotations

import json

from tests.acceptance.check import Bound, Check, Figure, Finished
from tests.acceptance.compound import COLUMNS
from tests.acceptance.readers import NONE
from tests.real.data import VARIABLE, WYNDHAM

RECOVERED = (
    "Calibrating logs that the twin wrote recovers the parameters inside their 95 % intervals in "
    "at least 90 % of 20 seeds × parameters, also with a bank that was often full"
)
WYNDHAM_MET = (
    f"The scenario fitted to the Wyndham log ({VARIABLE}), simulated, has its emptying rate and "
    "full share within the fit's intervals"
)

SEEDS = 20
DAYS = 200
FITS = 0.243 + 0.447 + 0.208
"""Parcels of `single` that fit a compartment; the others are in no log of a bank."""
PER_DAY = 500 * 0.89 * 0.25 * FITS
WAVE = (0, 0, 0, 0, 0, 0, 0, 1, 4, 15, 19, 21, 18, 6, 4, 4, 3, 3, 2, 0, 0, 0, 0, 0)
TRUTH = {
    "parcels.per_day": PER_DAY,
    "sites.growth_per_year": 0.0,
    "parcels.size_mix.S": 0.243 / FITS,
    "parcels.size_mix.M": 0.447 / FITS,
    "parcels.size_mix.L": 0.208 / FITS,
    **{f"parcels.weekday_factor.{day}": 1.0 for day in range(7)},
    **{
        f"couriers.hour_weights.{hour}": PER_DAY * part / sum(WAVE)
        for hour, part in enumerate(WAVE)
        if part
    },
    "dwell.law.mean_h": 16.0,
    "dwell.law.shape": 0.763,
}
"""What `single` says, with parcels that come one by one."""


def _recovered(name: str, settings: tuple[str, ...], steel: tuple[str, ...]) -> Check:
    steps: list[tuple[str, ...]] = []
    for seed in range(1, SEEDS + 1):
        log, out = f"{{scratch}}/{seed}.csv", f"{{scratch}}/{seed}.yaml"
        single = ("--set", "couriers.mode=single", *settings)
        run = ("--seed", str(seed), "--days", str(DAYS), *single)
        steps += [
            ("courtyard", "export", "single", *run, "--out", log),
            ("courtyard", "calibrate", log, *steel, "--out", out, "--json"),
        ]
    return Check(
        name=name,
        shown_by=RECOVERED,
        steps=tuple(steps),
        figure=share_inside,
        bound=Bound(low=0.9),
        limit_s=1800,
    )


def share_inside(finished: list[Finished]) -> Figure:
    """Share of seeds × parameters whose interval holds what is true.

    Hours of a fit by hours of the week stand for their own day's truth, which is the same.
    """
    inside = total = 0
    full = 0.0
    for step in finished[1::2]:
        document = json.loads(step.stdout)
        weekly = document["figures"]["profile"] == "weekly"
        full = max(full, document["figures"]["some_size_full_share"])
        by_path = {each["path"]: each for each in document["estimates"]}
        for path, value in TRUTH.items():
            if weekly and path.startswith("couriers.hour_weights"):
                continue
            fitted = by_path.get(path)
            total += 1
            inside += fitted is not None and fitted["low"] <= value <= fitted["high"]
    if not total:
        raise ValueError("calibrate printed no estimate")
    return Figure(inside / total, "of intervals", f"{inside} of {total}, full {full:.0%} of hours")


def figures_off(finished: list[Finished]) -> Figure:
    """Figures of the simulated scenario that leave the log's intervals."""
    checks = json.loads(finished[-1].stdout)["checks"]
    if not checks:
        raise ValueError("nothing was held against the log")
    says = ", ".join(f"{each['figure']} {each['twin']:.4f}" for each in checks)
    return Figure(sum(not each["within"] for each in checks), "figures", says)


ROOMY = ("--set", "banks.b.compartments={S: 300, M: 300, L: 300}")
"""A bank that is never full, and of which calibrate is told nothing."""

CALIBRATION: tuple[Check, ...] = (
    _recovered("calibration-recovers", ROOMY, ()),
    _recovered("calibration-recovers-full", (), ("--steel", "single")),
    Check(
        name="calibration-wyndham",
        shown_by=WYNDHAM_MET,
        steps=(
            (
                *("courtyard", "calibrate", str(WYNDHAM), "--kind", "bins"),
                *(word for pair in COLUMNS.items() for word in ("--map", "=".join(pair))),
                *("--full-at", "10", "--time-zone", "Australia/Melbourne"),
                *("--out", "{scratch}/wyndham.yaml", "--check", "--json"),
            ),
        ),
        figure=figures_off,
        bound=NONE,
        exits=(0, 1),
        data=WYNDHAM,
    ),
)
