"""Many sizings of questions whose answer is known, and how far they are from it.

    python -m tests.acceptance.known.sizings erlang|nested|truth [--seeds N] [--loads A ...]

Lives here: the sizings and the sums that acceptance checks read as JSON. Not here: bounds
(buying.py); single sizings in tests are `tests/unit/twin/studies/sizing`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

from tests.unit.twin.studies.sizing.settings import counts, flat_bank, nested_bank, sized
from twin.oracles.erlang import erlang_b, servers_for
from twin.oracles.nested import nested_sizes

BOUND = 0.01
LOADS = (5.0, 20.0, 100.0, 300.0, 1000.0)
MOST_MORE = 0.03
"""More than Erlang B asks for: at most one compartment or this share."""

NESTED = (
    ((3.0, 1.0), "upgrade", 0.05),
    ((1.5, 2.5), "own", 0.08),
    ((2.0, 2.0), "upgrade", 0.02),
    ((4.0, 1.0), "own", 0.05),
    ((1.0, 3.0), "upgrade", 0.1),
    ((5.0, 2.0), "upgrade", 0.03),
)
PRICES = 500.0, 1000.0
"""Of compartments of 10 and 20 cm, as they are assumed without a catalogue."""

MOST_DOORS = 20, 14
"""Mixes enumerated: none of NESTED needs more."""

Document = dict[str, Any]


def against_erlang(seeds: int, loads: Sequence[float]) -> list[Document]:
    """A row a load: sizings with one compartment fewer, with more still, and the most beyond."""
    rows = []
    for load in loads:
        known = servers_for(load, BOUND)
        more = [
            counts(sized(flat_bank(load), f"rejection_share<={BOUND}", seed=seed))["compartment-A"]
            - known
            for seed in range(1, seeds + 1)
        ]
        rows.append(
            {
                "load": load,
                "erlang": known,
                "sizings": seeds,
                "one_fewer": sum(each == -1 for each in more),
                "fewer": sum(each < -1 for each in more),
                "most_more": max(more),
                "mean_more": sum(more) / len(more),
                "allowed": max(1, math.floor(MOST_MORE * known)),
            }
        )
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


@cache
def _mixes(loads: tuple[float, float], rule: str) -> dict[tuple[int, int], float]:
    """Loss of every mix by the exact chain."""
    mixes = itertools.product(range(1, MOST_DOORS[0]), range(1, MOST_DOORS[1]))
    return {mix: nested_sizes(mix, loads, rule).total_loss for mix in mixes}


def against_enumeration(seeds: int) -> list[Document]:
    """A row a setting: the cheapest price there is, and the sizings that found a dearer mix."""
    rows = []
    for loads, rule, bound in NESTED:
        cheapest = min(
            PRICES[0] * small + PRICES[1] * large
            for (small, large), loss in _mixes(loads, rule).items()
            if loss <= bound
        )
        found = [
            sized(nested_bank(loads, rule), f"rejection_share<={bound}", seed=seed)["price"]
            for seed in range(1, seeds + 1)
        ]
        rows.append(
            {
                "loads": loads,
                "rule": rule,
                "bound": bound,
                "cheapest": cheapest,
                "sizings": seeds,
                "dearer": sum(price > cheapest for price in found),
                "cheaper": sum(price < cheapest for price in found),
            }
        )
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def against_truth(seeds: int) -> list[Document]:
    """One row: sizings whose true mean, by a closed form, keeps the promise.

    Questions take turns: banks of one size under several loads, and mixes of two sizes.
    """
    kept = 0
    for seed in range(1001, 1001 + seeds):
        if seed % 2:
            load = (5.0, 12.0, 40.0)[seed // 2 % 3]
            document = sized(flat_bank(load), f"rejection_share<={BOUND}", seed=seed)
            kept += erlang_b(load, counts(document)["compartment-A"]) <= BOUND
        else:
            loads, rule, bound = NESTED[seed // 2 % len(NESTED)]
            document = sized(nested_bank(loads, rule), f"rejection_share<={bound}", seed=seed)
            ordered = counts(document)
            mix = ordered.get("compartment-A", 0), ordered.get("compartment-B", 0)
            kept += nested_sizes(mix, loads, rule).total_loss <= bound
    return [{"sizings": seeds, "kept": kept}]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the rows of one of the three as JSON."""
    parser = argparse.ArgumentParser(prog="sizings", description="Sizings with known answers.")
    parser.add_argument("against", choices=("erlang", "nested", "truth"))
    parser.add_argument("--seeds", type=int, default=100, help="sizings of each question")
    parser.add_argument("--loads", type=float, nargs="+", default=list(LOADS), help="in Erlang")
    options = parser.parse_args(arguments)
    if options.against == "erlang":
        rows = against_erlang(options.seeds, options.loads)
    elif options.against == "nested":
        rows = against_enumeration(options.seeds)
    else:
        rows = against_truth(options.seeds)
    print(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
