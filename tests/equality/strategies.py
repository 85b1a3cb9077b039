"""Small scenarios drawn by hypothesis: everything that the format allows the world to do.

Lives here: strategies for parts of scenarios. Not here: how they are run.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from scenarios.schema import Scenario
from tests.equality.cold.strategies import cells, cold_parts
from tests.equality.faults.strategies import fault_parts
from tests.equality.settings import COMPANIES, SIZES, WAVE, sites
from tests.equality.waste.strategies import waste_parts
from tests.small import scenario

MIXES: list[dict[str, float]] = [
    {"S": 0.5, "M": 0.3, "L": 0.2},
    {"S": 0.2, "M": 0.2, "L": 0.5, "oversize": 0.1},
    {"S": 1.0},
    {"oversize": 1.0},
]
LAWS: list[dict[str, Any]] = [
    {"kind": "exponential", "mean_h": 9.0},
    {"kind": "weibull", "mean_h": 20.0, "shape": 0.7},
    {"kind": "lognormal", "mean_h": 15.0, "cv": 1.5},
    {"kind": "fixed", "mean_h": 7.5},
    {"kind": "days", "probabilities": [0.5, 0.2, 0.3], "hour": 18.0},
    {"kind": "geometric_days", "probability": 0.5, "hour": 9.0},
]
ENDS: list[list[str]] = [
    [],
    ["home"],
    ["counter"],
    ["lobby"],
    ["depot"],
    ["home", "depot"],
    ["home", "lobby"],
]

hours = st.sampled_from([0.0, 0.5, 2.0, 6.0, 18.0, 30.0])


@st.composite
def _banks(draw: st.DrawFn, names: list[str], least: int, *, cold: bool) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []
    for name in names:
        for number in range(draw(st.integers(least if not drawn else 0, 3))):
            counts = {size["id"]: draw(st.integers(0, 6)) for size in SIZES}
            drawn.append(
                {
                    "id": f"{name}{number}",
                    "site": name,
                    "compartments": counts,
                    "terminals": draw(st.integers(1, 3)),
                    "share": draw(st.sampled_from([0.5, 1.0, 2.0])),
                    **({"cold": draw(cells())} if cold else {}),
                }
            )
    return drawn


@st.composite
def _couriers(draw: st.DrawFn, single: bool) -> dict[str, Any]:
    couriers: dict[str, Any] = {
        "mode": "single" if single else "visits",
        "companies": draw(st.sampled_from([COMPANIES, [{"id": "a", "share": 1.0}]])),
        "hour_weights": draw(st.sampled_from([WAVE, [1.0] * 24])),
    }
    if not single:
        couriers |= {
            "parcels_per_visit": draw(st.sampled_from([1.0, 3.0, 12.0])),
            "setup_s": draw(st.sampled_from([0.0, 30.0, 300.0])),
            "park_s": draw(st.sampled_from([0.0, 60.0])),
            "walk_s": draw(st.sampled_from([0.0, 120.0])),
            "handling": {
                "law": draw(st.sampled_from(["fixed", "exponential", "lognormal"])),
                "mean_s": draw(st.sampled_from([0.0, 30.0, 240.0])),
            },
        }
    return couriers


@st.composite
def _overdue(draw: st.DrawFn) -> dict[str, Any]:
    free_h = draw(hours)
    return {
        "free_h": free_h,
        "step_h": draw(st.sampled_from([0.25, 6.0, 12.0])),
        "fee_per_step": draw(st.sampled_from([0.0, 0.5])),
        "fee_cap": draw(st.sampled_from([0.0, 3.0, 1000.0])),
        "holidays_free": draw(st.booleans()),
        "averse_share": draw(st.sampled_from([0.0, 0.5])),
        "take_back_after_h": draw(st.sampled_from([None, free_h + 1.0, free_h + 20.0])),
        "take_back_hour": draw(st.sampled_from([0.0, 10.0])),
    }


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A valid scenario of one to three sites and a few days; loads from idle to hopeless.

    With lockers, with waste points, or with both; lockers with cold cells or without; faultless or
    not.
    """
    single = draw(st.booleans())
    names = ["c", "d", "e"][: draw(st.integers(1, 3))]
    ends = draw(st.sampled_from([end for end in ENDS if not single or "depot" not in end]))
    ways = [] if single else draw(st.sampled_from([[], ["next_bank"], ["other_site"]]))
    ways = draw(st.sampled_from([ways, ["next_bank", "other_site"]])) if ways else ways
    reminders = draw(st.lists(hours, max_size=3, unique=True).map(sorted))
    waste = draw(st.one_of(st.just({}), waste_parts(names)))
    cold = draw(st.one_of(st.just({}), cold_parts()))
    mix = cold.pop("mix", None)
    faults = draw(st.one_of(st.just({}), fault_parts(names)))
    return scenario(
        **waste,
        **cold,
        **faults,
        sites=sites(*names, apart_deg=draw(st.sampled_from([0.0, 0.004, 0.03]))),
        sizes=SIZES,
        banks=draw(_banks(names, least=0 if waste else 1, cold=bool(cold))),
        run={
            "days": draw(st.integers(1, 6)),
            "warmup_days": draw(st.integers(0, 2)),
            "replications": 1,
            "seed": 1,
        },
        calendar={"holidays": draw(st.sampled_from([[], ["2026-03-03", "2026-03-04"]]))},
        parcels={
            "per_household_day": draw(st.sampled_from([0.0, 0.3, 3.0, 10.0])),
            "size_mix": draw(st.sampled_from(MIXES)),
            "temperature_mix": mix,
        },
        couriers=draw(_couriers(single)),
        dwell={
            "law": draw(st.sampled_from(LAWS)),
            "evening": draw(st.sampled_from([None, {"share": 0.5}])),
            "weekend_factor": draw(st.sampled_from([1.0, 0.7, 1.5])),
        },
        reminders={"after_h": reminders, "answer_share": 0.6} if reminders else None,
        overdue=draw(st.one_of(st.none(), _overdue())),
        rejected={
            "then": [*ways, *ends],
            "max_legs": draw(st.integers(1, 6)),
            "delivery_days": draw(st.integers(1, 4)),
            "home_share": draw(st.sampled_from([0.0, 0.4, 1.0])),
        },
        allocation={
            "size_rule": draw(st.sampled_from(["own", "upgrade", "reserve:1"])),
            "pick_rule": draw(st.sampled_from(["lowest_number", "accessible", "spread_wear"])),
        },
    )
