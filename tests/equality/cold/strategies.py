"""Cold cells drawn by hypothesis: cells, thermostats, weather, mixes of temperatures.

Lives here: strategies for the cold parts of scenarios. Not here: ambient lockers, how they are run.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.equality.cold.settings import MIX, SUMMER

counts = st.integers(0, 3)


@st.composite
def cells(draw: st.DrawFn) -> dict[str, Any]:
    """Cold cells of a bank."""
    return {
        temperature: {size: draw(counts) for size in ("S", "M", "L")}
        for temperature in ("chilled", "frozen")
    }


@st.composite
def _kind(draw: st.DrawFn, setpoint_c: float) -> dict[str, Any]:
    hysteresis_k = draw(st.sampled_from([0.1, 2.0, 6.0]))
    return {
        "setpoint_c": setpoint_c,
        "hysteresis_k": hysteresis_k,
        "limit_c": setpoint_c + hysteresis_k / 2 + draw(st.sampled_from([0.0, 1.0, 4.0])),
        "product_start_c": setpoint_c + draw(st.sampled_from([-3.0, 0.0, 2.0, 12.0])),
        "min_run_min": draw(st.sampled_from([0.0, 2.0, 60.0])),
        "min_rest_min": draw(st.sampled_from([0.0, 3.0, 90.0])),
        "cooling_w": draw(st.sampled_from([0.0, 12.0, 40.0, 400.0])),
        "air_j_k": draw(st.sampled_from([200.0, 6_000.0])),
        "product_air_w_k": draw(st.sampled_from([0.01, 1.0, 30.0])),
        "wall_w_k": draw(st.sampled_from([0.05, 0.4, 5.0])),
        "door_w_k": draw(st.sampled_from([0.0, 3.0, 60.0])),
        "door_open_s": draw(st.sampled_from([0.0, 20.0, 600.0])),
    }


@st.composite
def cold_parts(draw: st.DrawFn) -> dict[str, Any]:
    """How cells are built and cooled, the weather, and (under `mix`) the mix of temperatures."""
    return {
        "cold": {"chilled": draw(_kind(4.0)), "frozen": draw(_kind(-18.0))},
        "weather": draw(st.sampled_from([SUMMER, {"mean_c": 2.0}, {"mean_c": -20.0}])),
        "mix": draw(
            st.sampled_from([None, MIX, {"chilled": 1.0}, {"frozen": 0.5, "ambient": 0.5}])
        ),
    }
