"""Counters, doors and lobbies drawn by hypothesis: hours, desks, shelves and ways that fit.

Lives here: strategies for these parts of scenarios. Not here: lockers, how they are run.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.equality.counters.settings import HOURS, WORKDAYS, counter


@st.composite
def _counter(draw: st.DrawFn, name: str, site: str) -> dict[str, Any]:
    return counter(
        name,
        site,
        windows=draw(st.sampled_from([[], HOURS, [{"from_hour": 0, "to_hour": 24}]])),
        weekdays=draw(st.sampled_from([["tue"], WORKDAYS, [*WORKDAYS, "sat", "sun"]])),
        staff=draw(st.integers(1, 3)),
        shelf_places=draw(st.sampled_from([0, 3, 1000])),
        hand_in_s=draw(st.sampled_from([0.0, 45.0])),
        walk_m=draw(st.sampled_from([0.0, 300.0])),
        share=draw(st.sampled_from([0.5, 2.0])),
        service={
            "law": draw(st.sampled_from(["fixed", "exponential", "lognormal"])),
            "mean_s": draw(st.sampled_from([0.0, 60.0, 1800.0])),
        },
    )


@st.composite
def counter_parts(draw: st.DrawFn, names: list[str], then: list[str]) -> dict[str, Any]:
    """Counters at the sites, perhaps none at some, and shares of parcels that fit `then`."""
    counters: list[dict[str, Any]] = []
    for site in names:
        for number in range(draw(st.integers(0, 2))):
            counters.append(draw(_counter(f"k{site}{number}", site)))
    everywhere = {each["site"] for each in counters} == set(names)
    rings = then[-1:] == ["lobby"] or (then[-1:] == ["counter"] and everywhere)
    shares = {
        "share_to_lockers": draw(st.sampled_from([0.0, 0.4])),
        "share_to_counter": draw(st.sampled_from([0.0, 0.3])) if everywhere else 0.0,
        "share_to_home": draw(st.sampled_from([0.0, 0.2])) if rings else 0.0,
        "share_to_lobby": draw(st.sampled_from([0.0, 0.1])),
    }
    doorstep = {
        "door_s": draw(st.sampled_from([0.0, 90.0])),
        "lobby_s": draw(st.sampled_from([0.0, 20.0])),
    }
    return {"counters": counters, "doorstep": doorstep, "shares": shares}
