"""Growth: what has to be bought in which year, and what waiting is worth.

Lives here: purchases by year and their present value. Not here: the sizing of a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.schema import Scenario
from scenarios.schema.buying.economics import Economics
from twin.studies.economics.flows import present_value
from twin.studies.whatif.estimate import Estimate


def growth_document(scenario: Scenario, rate: float, by_year: Sequence[Estimate]) -> dict[str, Any]:
    """`years`: what each needs; `purchases`: what is then bought beyond what stands already.

    `staged` is the present value of the purchases, each in its year, `at_once` that of buying all
    in the first: the difference is what waiting is worth. Nothing is sold where less would do.
    """
    discount = (scenario.economics or Economics()).discount_rate
    stands: dict[str, float] = {}
    purchases: list[dict[str, Any]] = []
    spent = []
    for year, estimate in enumerate(by_year):
        price = 0.0
        for item, row in estimate["items"].items():
            more = row["count"] - stands.get(item, 0.0)
            if more > 0:
                stands[item] = row["count"]
                cost = round(more * row["unit_price"], 2)
                purchases.append({"year": year, "item": item, "count": more, "price": cost})
                price += cost
        spent.append(price)
    again = [row["year"] for row in purchases if row["year"] > 0]
    return {
        "rate": rate,
        "years": [
            {key: estimate[key] for key in ("reached", "doors", "bins", "desks", "price")}
            for estimate in by_year
        ],
        "purchases": purchases,
        "next_year": min(again) if again else None,
        "staged": round(present_value(spent, discount), 2),
        "at_once": round(sum(spent), 2),
    }
