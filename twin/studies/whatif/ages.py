"""Today's banks by age against those with the order: what aged steel does to parcels.

Lives here: counters of banks summed by age. Not here: the simulations (`twin.studies.whatif.before`
says of which spaces), figures of the whole.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from twin.figures.counters import F64, Counter
from twin.studies.sizing.asked.space import Design
from twin.studies.sizing.simulated.simulate import Bench

AGES = (0.0, 2.0, 5.0, 10.0)
"""Years from which a group of ages begins; the last has no end."""

Row = dict[str, Any]


def by_age(
    today: tuple[Bench, Design], order: tuple[Bench, Design], replications: range
) -> list[Row]:
    """A row a group of ages that has banks: what they do today, and with the order."""
    before, after = (_side(bench, design, replications) for bench, design in (today, order))
    return [
        {
            "from_years": age,
            "to_years": AGES[number + 1] if number + 1 < len(AGES) else None,
            "before": before[number],
            "after": after[number],
        }
        for number, age in enumerate(AGES)
        if before[number]["banks"] or after[number]["banks"]
    ]


def group_of(age_years: float) -> int:
    """The group that an age belongs to."""
    return sum(age_years >= first for first in AGES[1:])


def _side(bench: Bench, design: Design, replications: range) -> list[Row]:
    counters = bench.by_bank(design, replications)
    sums = np.zeros((len(AGES), len(Counter)))
    standing: F64 = np.zeros((len(AGES), 3))
    for place in bench.study.space.rebuilt(design):
        for bank in place.banks:
            group = group_of(bank.age_years)
            sums[group] += counters.get(bank.id, np.zeros(len(Counter), dtype=np.int64))
            standing[group] += 1, sum(bank.classes), sum(bank.out_of_service)
    days = len(replications) * bench.study.space.days.measured_days
    return [_row(sums[group], standing[group], days) for group in range(len(AGES))]


def _row(sums: F64, standing: F64, days: int) -> Row:
    banks, doors, broken = standing.tolist()
    failures = sums[Counter.FAILURES] / days * 30 / banks if banks else None
    return {
        "banks": int(banks),
        "compartments": int(doors),
        "out_of_service_share": _ratio(broken, doors + broken),
        "rejection_share": _ratio(sums[Counter.REJECTIONS], sums[Counter.FIRST_ATTEMPTS]),
        "deposits_per_compartment": _ratio(sums[Counter.DEPOSITS] / days, doors),
        "time_full_share": _ratio(sums[Counter.BANK_FULL_MS], sums[Counter.BANK_MS]),
        "failures_per_bank_month": failures,
    }


def _ratio(above: float, below: float) -> float | None:
    """None where there is nothing to divide by."""
    return float(above) / float(below) if below > 0 else None
