"""Staff of a compound, who do what the manager's work orders say.

Lives here: how many they are, how long they walk and work. Not here: who stands at a point in
shifts (`scenarios.schema.waste.watch`), orders, which a manager makes.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from scenarios.schema.base import Id, Model, quantity


def _mean(default: float, says: str) -> Any:
    return quantity(default, unit="min", says=f"mean work: {says}", gt=0, le=1440)


class StaffWork(Model):
    """Mean work of an order by its kind, from the place on. Work of other kinds is not theirs."""

    pick_up_bag_min: float = _mean(8.0, "pick up the bags on the floor of a point")
    empty_bin_min: float = _mean(20.0, "put an empty bin in the place of a full one")
    supervise_min: float = _mean(30.0, "stand in for a supervisor")
    advise_min: float = _mean(10.0, "talk to a household")
    clean_min: float = _mean(30.0, "clean a point")
    inspect_min: float = _mean(30.0, "look over a point")
    close_door_min: float = _mean(3.0, "close a door that was left open")
    check_sensor_min: float = _mean(20.0, "look at a sensor")
    secure_min: float = _mean(15.0, "secure a door that was forced")
    set_clock_min: float = _mean(10.0, "set a device's clock")

    def mean_min(self) -> dict[str, float]:
        """By kind of order."""
        return {
            name.removesuffix("_min"): float(getattr(self, name))
            for name in type(self).model_fields
        }


class Staff(Model):
    """People of each site beside its supervisors; only with the manager in the loop they hear of
    anything.

    Whoever is on duty and free takes the order that is due first, walks to the place, works, and
    reports it done. Work is lognormal, a walk likewise. The rulebook says when they are on duty,
    and whom the manager asks next.
    """

    people: int = quantity(unit="1", says="people of each site", ge=1, le=1000)
    rules: Id = Field(
        "hangzhou", description="rulebook that comes with the project: rules, owners, duty, plans"
    )
    walk_min: float = quantity(
        6.0, unit="min", says="mean walk to the place of an order", gt=0, le=1440
    )
    cv: float = quantity(
        0.5, unit="1", says="coefficient of variation of walks and work", gt=0, le=10
    )
    work: StaffWork = Field(default_factory=StaffWork)
