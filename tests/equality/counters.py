"""Counters, doors and lobbies: named settings, and parts drawn by hypothesis.

Lives here: what is replaced in the busy bank, strategies. Not here: lockers, how they are run.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

MIX = {"S": 0.5, "M": 0.25, "L": 0.15, "oversize": 0.1}
HOURS = [{"from_hour": 9, "to_hour": 12.5}, {"from_hour": 16, "to_hour": 20.5}]
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
TAKEN_BACK = {"free_h": 10.0, "take_back_after_h": 20.0, "take_back_hour": 8.0}


def counter(name: str, site: str = "c", **parts: Any) -> dict[str, Any]:
    """A counter with few places and one desk."""
    given: dict[str, Any] = {
        "id": name,
        "site": site,
        "shelf_places": 15,
        "service": {"law": "exponential", "mean_s": 240.0},
    }
    return given | parts


def ways(**shares: float) -> dict[str, Any]:
    """Parcels of the busy bank that go these ways."""
    named = {f"share_to_{way}": share for way, share in shares.items()}
    return {"per_household_day": 16.0, "size_mix": MIX, **named}


COUNTER_SETTINGS: dict[str, dict[str, Any]] = {
    "counters: what fits no locker": {
        "counters": [counter("k", windows=HOURS, weekdays=WORKDAYS, walk_m=50), counter("near")],
        "rejected": {"then": ["home", "counter"]},
        "overdue": TAKEN_BACK,
    },
    "counters: all four ways": {
        "counters": [
            counter("k", windows=HOURS, hand_in_s=20, staff=2, share=2),
            counter("station", kind="station", windows=[{"from_hour": 8, "to_hour": 22}],
                    walk_m=400, shelf_places=0, service={"law": "lognormal", "mean_s": 60.0}),
        ],
        "doorstep": {"door_s": 75.0, "lobby_s": 15.0},
        "parcels": ways(lockers=0.3, counter=0.3, home=0.2, lobby=0.1),
        "rejected": {"then": ["home", "counter"], "home_share": 0.4},
        "overdue": TAKEN_BACK,
    },
    "counters: no lockers, everybody alone": {
        "banks": [],
        "counters": [counter("k", staff=1, service={"law": "fixed", "mean_s": 300.0})],
        "doorstep": {},
        "couriers": {"mode": "single", "companies": [{"id": "a", "share": 1.0}]},
        "parcels": ways(lockers=0.0, counter=0.6, home=0.3, lobby=0.1),
        "rejected": {"then": ["lobby"]},
    },
    "counters: several sites": {
        "counters": [counter("k", windows=HOURS), counter("m", "d", hand_in_s=60)],
        "doorstep": {},
        "parcels": ways(lockers=0.6, home=0.2, lobby=0.1),
        "rejected": {"then": ["next_bank", "other_site", "home", "lobby"], "max_legs": 4},
    },
}  # fmt: skip
"""Setting → parts that differ from the busy bank; the last one is for sites c, d and far."""


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
