"""Counters, doors and lobbies: named settings.

Lives here: what is replaced in the busy bank. Not here: lockers, how they are run.
"""

from __future__ import annotations

from typing import Any

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
