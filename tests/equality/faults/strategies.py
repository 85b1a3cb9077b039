"""Faults drawn by hypothesis: kinds, repairs, outages and plans that fit each other.

Lives here: strategies for the fault parts of scenarios. Not here: lockers, how they are run.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from scenarios.schema.faults import COMPONENTS
from tests.equality.faults.settings import OUTAGES, WORKS

CAUSES = ["mains", "network", "terminal", "door"]


@st.composite
def _hours(draw: st.DrawFn) -> dict[str, Any]:
    low, high = draw(st.sampled_from([(0.0, 24.0), (8.0, 18.0), (23.0, 24.0), (0.0, 0.25)]))
    return {"from_hour": low, "to_hour": high}


@st.composite
def _fault(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    return {
        "id": kind,
        "mtbf_h": draw(st.sampled_from([0.5, 10.0, 60.0, 1e6])),
        "ageing_per_year": draw(st.sampled_from([0.0, 0.3])),
        "repair": {
            "response_h": draw(st.sampled_from([0.0, 0.5, 30.0])),
            "work": draw(st.sampled_from([*WORKS, {"law": "fixed", "mean_h": 0.0}])),
            **draw(_hours()),
        },
    }


@st.composite
def fault_parts(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """The fault parts of a scenario with these sites; there is always something that fails."""
    kinds = draw(st.lists(st.sampled_from(COMPONENTS), unique=True))
    outages = draw(st.lists(st.sampled_from(OUTAGES), unique_by=lambda each: str(each["id"])))
    if not kinds and not outages:
        kinds = ["door"]
    delay_min = draw(st.sampled_from([0, 15, 600]))
    helps = draw(st.lists(st.sampled_from(CAUSES), min_size=1, unique=True))
    opening = {"delay_min": delay_min, "helps": helps, **draw(_hours())}
    emergency = {
        "offline_codes": draw(st.booleans()),
        "opening": draw(st.sampled_from([None, opening])),
    }
    return {
        "faults": [draw(_fault(kind)) for kind in kinds],
        "outages": [
            outage if "sites" not in outage else outage | {"sites": [draw(st.sampled_from(names))]}
            for outage in outages
        ],
        "emergency": draw(st.sampled_from([None, emergency])),
        "blocked": draw(st.sampled_from([None, {"return_mean_h": 0.1}, {"return_mean_h": 30.0}])),
    }
