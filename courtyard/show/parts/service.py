"""The answer of a run in which parcels go other ways than lockers.

Lives here: those sentences. Not here: figures, lockers, tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courtyard.show.numbers import plain, with_interval

Row = Mapping[str, Any]


def service_answer(of: Mapping[str, Row]) -> str:
    """What lies on floors, what it takes, and how long people wait. `of` the whole, by figure."""
    if not of["parcels_brought"]["mean"]:
        return "No parcel was brought. Nothing can be said of floors."
    floored, hours = of["floored_share"], plain(of["floor_parcel_hours"]["mean"], "h/day")
    minutes = plain(of["delivery_minutes_per_parcel"]["mean"], "min")
    text = (
        f"Of {plain(of['parcels_brought']['mean'], '1/day')} parcels a day, whichever way they go, "
        f"{with_interval(floored)} come to lie on a floor, {hours} parcel-hours a day. It takes "
        f"{plain(of['staff_hours']['mean'], 'h/day')} staff hours a day, {minutes} courier minutes "
        f"a parcel and {plain(of['space_m2']['mean'], 'm2')} m² as far as space is given."
    )
    if of["counter_wait_s"]["mean"] is None:
        return text
    return f"{text} Recipients at counters wait {with_interval(of['counter_wait_s'])} s."
