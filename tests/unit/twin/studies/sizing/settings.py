"""Scenarios with a closed form, to be sized.

Only the scenarios and the call live here.
"""

from __future__ import annotations

from typing import Any

from scenarios.days import lay_out_days
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.engines.choice import choose
from twin.studies.sizing.asked.question import Asked, Way
from twin.studies.sizing.study import size
from twin.studies.target import parse_promise


def flat_bank(load_erlang: float, *settings: str) -> Scenario:
    """One bank of one size, Poisson arrivals at a constant rate, exponential dwell."""
    sought = (f"parcels.per_day={4 * load_erlang}", "banks.b.compartments.A=1", *settings)
    return read_scenario("verify/erlang-exponential", Scenario, sought).scenario


def nested_bank(loads: tuple[float, float], rule: str, *settings: str) -> Scenario:
    """One bank of two sizes, the larger twice as high, so twice as dear."""
    total = sum(loads)
    sought = (
        f"allocation.size_rule={rule}",
        f"parcels.per_day={4 * total}",
        f"parcels.size_mix.A={loads[0] / total}",
        f"parcels.size_mix.B={loads[1] / total}",
        *settings,
    )
    return read_scenario("verify/nested-upgrade", Scenario, sought).scenario


def sized(
    scenario: Scenario, *targets: str, seed: int = 1, analytic: bool = False, **asked: Any
) -> dict[str, Any]:
    """The document of a study in this process; nothing kept of earlier ones is read."""
    _, engine = choose("auto", scenario)
    promises = tuple(parse_promise(target) for target in targets)
    question = Asked(
        promises, asked.get("confidence", 0.95), seed, analytic, engine, jobs=1, fresh=True
    )
    return size([Way(None, scenario, lay_out_days(scenario))], question)


def counts(document: dict[str, Any]) -> dict[str, int]:
    """How many of each item are ordered, over all sites."""
    total: dict[str, int] = {}
    for row in document["order"]:
        total[row["item"]] = total.get(row["item"], 0) + row["count"]
    return total
