"""The money of an order as a document: by year, by payer, by household.

Lives here: the call that puts flows, payers and programme together. Not here: the arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.schema.buying.economics import Economics
from twin.studies.economics.flows import (
    Bought,
    Running,
    flows_of,
    present_value,
    repair_visits,
)
from twin.studies.economics.payers import divide, gains, payback_years
from twin.studies.economics.programme import programme_table


def money(economics: Economics, bought: Sequence[Bought], running: Running) -> dict[str, Any]:
    """`cost`, and `programme` where the scenario states one; lists by year, the first at 0."""
    flows = flows_of(economics, bought, running)
    paid = divide(economics, flows, running)
    years = range(economics.years)
    per_year = [flows.total(year) for year in years]
    document: dict[str, Any] = {
        "cost": {
            "per_year": _rounded(per_year),
            "by_payer": {payer: _rounded(amounts) for payer, amounts in paid.items()},
            "per_household_year": _rounded(
                [amount / max(running.households, 1) for amount in per_year]
            ),
            "npv": round(present_value(per_year, economics.discount_rate), 2),
            "by_kind": {
                kind: _rounded(getattr(flows, kind)) for kind in type(flows).__dataclass_fields__
            },
            "payback_years": {
                payer: payback_years(paid[payer], gained)
                for payer, gained in gains(economics, running).items()
            },
            "repair_visits_per_year": round(sum(map(repair_visits, bought)), 2),
        }
    }
    if economics.programme is not None:
        document["programme"] = programme_table(economics, economics.programme)
    return document


def _rounded(amounts: Sequence[float]) -> list[float]:
    return [round(amount, 2) for amount in amounts]
