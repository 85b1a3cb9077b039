"""Staffed counters, stations, doors and lobbies: the ways of a parcel that pass no locker.

Lives here: the fields of these places, and the checks between them and the ways of parcels. Not
here: how many parcels go which way (`scenarios.schema.demand`), openings as built
(`scenarios.counters`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from scenarios.schema.base import Id, Model, quantity
from scenarios.schema.demand import Handling, Parcels
from scenarios.schema.waste.collection import WEEKDAYS, Weekday
from scenarios.schema.waste.points import Window, check_windows

MAX_SHELF_PLACES = 100_000
"""Fifty times the shelves of a large station."""


class Counter(Model):
    """A staffed counter in the compound, or a station near it; at a group of sites one at each.

    Without `windows` it is open around the clock on its `weekdays`. Couriers put parcels on the
    shelves themselves (`hand_in_s` each); who comes for a parcel waits for one of `staff` desks.
    Parcels beyond `shelf_places` stand on the floor until a place is free. A chilled parcel goes
    into the fridge while `fridge_places` are free, else it stands with the others.
    """

    id: Id
    site: Id
    kind: Literal["counter", "station"] = "counter"
    windows: list[Window] = Field(default_factory=list, max_length=24)
    weekdays: list[Weekday] = Field(
        default_factory=lambda: list(WEEKDAYS), min_length=1, max_length=7
    )
    staff: int = quantity(1, unit="desk", says="desks with staff while it is open", ge=1, le=1000)
    shelf_places: int = quantity(
        unit="parcel", says="parcels that the shelves hold", ge=0, le=MAX_SHELF_PLACES
    )
    fridge_places: int = quantity(
        0, unit="parcel", says="parcels that the fridge holds", ge=0, le=MAX_SHELF_PLACES
    )
    service: Handling = Field(
        default_factory=Handling, description="time at the desk for one recipient"
    )
    hand_in_s: float = quantity(
        0.0, unit="s", says="courier time to hand in one parcel", ge=0, le=3600
    )
    walk_m: float = quantity(
        0.0, unit="m", says="walk of a recipient from home, one way", ge=0, le=50_000
    )
    area_m2: float = quantity(0.0, unit="m2", says="floor space it takes up", ge=0, le=100_000)
    share: float = quantity(
        1.0, unit="1", says="weight in the choice of a site's counters", ge=0, le=1e6
    )

    @model_validator(mode="after")
    def _hours(self) -> Counter:
        check_windows(self.windows)
        if len(set(self.weekdays)) != len(self.weekdays):
            raise ValueError(f"weekdays = {self.weekdays}: a day stands twice")
        return self


class Doorstep(Model):
    """Delivery at the door and in the lobby: what it takes a courier.

    How many are at home, and how long a parcel lies in the lobby, stands under `rejected`.
    """

    door_s: float = quantity(90.0, unit="s", says="courier time a door", ge=0, le=3600)
    lobby_s: float = quantity(
        20.0, unit="s", says="courier time to leave a parcel in the lobby", ge=0, le=3600
    )


def check_counters(
    counters: Sequence[Counter],
    doorstep: Doorstep | None,
    parcels: Parcels,
    then: Sequence[str],
    sites: Sequence[str],
) -> None:
    """Raise ValueError where counters, ways of parcels and the rule `then` do not fit."""
    at: dict[str, float] = {}
    for counter in counters:
        if counter.site not in sites:
            raise ValueError(f"counters.{counter.id}.site = {counter.site!r}: no such site")
        at[counter.site] = at.get(counter.site, 0.0) + counter.share
    for site, share in at.items():
        if share <= 0:
            raise ValueError(f"counters at {site}: share is 0 for every one, one must have more")
    bare = [site for site in sites if site not in at]
    if parcels.share_to_counter > 0 and bare:
        raise ValueError(
            f"parcels.share_to_counter = {parcels.share_to_counter}: {bare[0]} has no counter"
        )
    if doorstep is None and parcels.share_to_home + parcels.share_to_lobby > 0:
        raise ValueError("parcels: share_to_home and share_to_lobby need the section doorstep")
    if parcels.share_to_home > 0:
        last = then[-1] if then else "nothing"
        if last not in {"counter", "lobby"}:
            raise ValueError(
                f"rejected.then ends in {last}: with parcels.share_to_home it must end in counter "
                "or lobby, for those who are not at home"
            )
        if last == "counter" and bare:
            raise ValueError(f"rejected.then ends in counter: {bare[0]} has no counter")
