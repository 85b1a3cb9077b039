"""A programme's own table, as its paper reckons: evenly by household; and with whole cabinets.

Lives here: government spending per household by year, the cabinets of equal compounds. Not here:
the sized order of the scenario's own compounds.
"""

from __future__ import annotations

import math
from typing import Any

from scenarios.schema.buying.economics import Economics, Programme
from twin.studies.economics.flows import of_year


def programme_table(economics: Economics, programme: Programme) -> dict[str, Any]:
    """Two reckonings of one programme, in currency a household and year.

    `government_per_household_year`: cabinets divided evenly over the households they serve, plus
    incentives and platform. `whole_cabinets`: as many as equal compounds need, none divided.
    """
    cabinets = [
        programme.cabinet_price / programme.cabinet_years / programme.households_per_cabinet
        if year < programme.cabinet_years
        else 0.0
        for year in range(economics.years)
    ]
    parts = {
        "cabinets": cabinets,
        "incentives": [
            of_year(programme.incentives_per_household, y) for y in range(economics.years)
        ],
        "platform": [of_year(programme.platform_per_household, y) for y in range(economics.years)],
    }
    per_compound = programme.households / programme.compounds
    each = math.ceil(per_compound / programme.households_per_cabinet)
    count = each * programme.compounds
    yearly = count * programme.cabinet_price / programme.cabinet_years / programme.households
    return {
        "government_per_household_year": [
            round(sum(part[year] for part in parts.values()), 2) for year in range(economics.years)
        ],
        "parts": parts,
        "whole_cabinets": {
            "households_per_compound": round(per_compound),
            "per_compound": each,
            "count": count,
            "per_household_year": round(yearly, 2),
        },
    }
