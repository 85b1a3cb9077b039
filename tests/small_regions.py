"""Small networks of regions: the base scenario of `tests.small` with regions in place of sites."""

from __future__ import annotations

from typing import Any

from scenarios.schema import Scenario
from tests.small import scenario

MODULES: list[dict[str, Any]] = [
    {"id": "s", "compartments": {"S": 3, "L": 1}},
    {"id": "l", "compartments": {"S": 4, "L": 3}},
]


def region(name: str, **changes: Any) -> dict[str, Any]:
    """A region of twelve sites as a file writes it."""
    return {
        "id": name,
        "sites": 12,
        "latitude": 30.0,
        "longitude": 120.0,
        "banks_per_site": [0.5, 0.5],
        "bank_mix": {"s": 0.5, "l": 0.5},
        "households_per_bank": 8.0,
        "households_cv": 0.3,
        **changes,
    }


def regional(*regions: dict[str, Any], **parts: Any) -> Scenario:
    """A scenario of these regions and no other site (default: two, `east` and `west`)."""
    chosen = list(regions) or [region("east"), region("west", demand_factor=2.0)]
    given = {"sites": [], "banks": [], "modules": MODULES, "regions": chosen}
    return scenario(**(given | {"rejected": {"then": ["next_bank", "depot"]}} | parts))
