"""Two compounds with waste points and no lockers, 2 km apart: bags land, bins overflow.

Only the making lives here.
"""

from __future__ import annotations

from typing import Any

from scenarios.schema import Scenario
from tests.small_waste import DEPOT, fixed, stream, waste_scenario


def two_compounds(**parts: Any) -> Scenario:
    """Food in bins that are too small, residual waste in bins that are too large."""
    north = {"latitude": DEPOT["latitude"] + 0.018, "longitude": DEPOT["longitude"]}
    bins = [
        {"id": "f", "stream": "food", "volume_l": 12, "heap_share": 0.5},
        {"id": "r", "stream": "residual", "volume_l": 400},
    ]
    given: dict[str, Any] = {
        "run": {"days": 3, "warmup_days": 1, "replications": 2, "seed": 1},
        "sites": [
            {"id": "c", "households": 14, "region": "south", **DEPOT},
            {"id": "n", "households": 10, "region": "north", "name": "怡康家园", **north},
        ],
        "waste_points": [{"id": f"p{site}", "site": site, "bins": bins} for site in ("c", "n")],
        "waste": {
            "streams": [stream(), stream("residual")],
            "pile_share": 0.4,
            "careless_share": 0.1,
        },
        "collection": [fixed(streams=["food", "residual"])],
    }
    return waste_scenario(**given | parts)
