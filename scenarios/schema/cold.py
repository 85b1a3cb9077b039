"""Cold cells and the weather around them: what they hold, how they are built and kept cold.

Lives here: the fields of refrigerated compartments, their thermostat, and outdoor temperature. Not
here: the physics (`devices.physics.heat`), when a cell is opened.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.schema.base import Date, Id, Model, quantity
from scenarios.schema.place import ColdDoors

Temperature = Literal["ambient", "chilled", "frozen"]

TEMPERATURES: tuple[Temperature, ...] = ("ambient", "chilled", "frozen")
"""Temperature classes in the order of their indices in a log."""

HOURS_PER_DAY = 24


class ColdKind(Model):
    """Cold cells of one temperature: two masses, a thermostat, a cooling unit.

    A cell's air (with lining and shelf) loses heat through the wall to the surroundings, through
    the door while it is open, and exchanges it with the product; the unit cools the air. The
    compressor starts half a hysteresis above the set point and stops half of it below, each after
    its minimum time. All cells of one temperature are alike, whatever their size.
    """

    setpoint_c: float = quantity(unit="°C", says="set point of the air", ge=-40, le=20)
    hysteresis_k: float = quantity(2.0, unit="K", says="compressor on to off", ge=0.1, le=20)
    limit_c: float = quantity(unit="°C", says="above it a product is too warm", ge=-40, le=30)
    product_start_c: float = quantity(
        unit="°C", says="temperature at which parcels are brought", ge=-40, le=40
    )
    min_run_min: float = quantity(2.0, unit="min", says="compressor runs at least", ge=0, le=240)
    min_rest_min: float = quantity(3.0, unit="min", says="compressor rests at least", ge=0, le=240)
    cooling_w: float = quantity(40.0, unit="W", says="heat the unit takes out", ge=0, le=10_000)
    power_w: float = quantity(20.0, unit="W", says="power the unit draws", ge=0, le=10_000)
    air_j_k: float = quantity(
        6_000.0, unit="J/K", says="heat capacity of air, lining and shelf", ge=10, le=1e9
    )
    product_j_k: float = quantity(
        7_000.0, unit="J/K", says="heat capacity of a parcel", ge=10, le=1e7
    )
    product_air_w_k: float = quantity(
        1.0, unit="W/K", says="heat flow between product and air", ge=0.001, le=1e5
    )
    wall_w_k: float = quantity(
        0.4, unit="W/K", says="heat flow through the walls, new", ge=0.001, le=1e6
    )
    ageing_per_year: float = quantity(
        0.03, unit="1/a", says="more heat flow through the walls with each year of age", ge=0, le=1
    )
    door_w_k: float = quantity(
        3.0, unit="W/K", says="more heat flow while the door is open", ge=0, le=10_000
    )
    door_open_s: float = quantity(
        20.0, unit="s", says="door stands open at a deposit or collection", ge=0, le=600
    )

    @model_validator(mode="after")
    def _limit(self) -> ColdKind:
        highest = self.setpoint_c + self.hysteresis_k / 2
        if self.limit_c < highest:
            raise ValueError(
                f"limit_c = {self.limit_c:g}: must be at least {highest:g}, where the compressor "
                "starts"
            )
        return self


class HeatWave(Model):
    """Days that are warmer (or colder) than usual."""

    id: Id
    first_day: Date
    length_days: int = quantity(unit="day", says="length", ge=1, le=366)
    plus_k: float = quantity(unit="K", says="warmer than usual", ge=-40, le=40)


class Weather(Model):
    """Temperature around the banks: a daily wave about a mean, and spells; constant in each hour.

    At the middle of hour h it is mean + swing/2 · cos(2π (h − hottest) / 24).
    """

    mean_c: float = quantity(unit="°C", says="mean temperature", ge=-50, le=60)
    daily_swing_c: float = quantity(
        0.0, unit="K", says="from the coolest to the hottest hour", ge=0, le=50
    )
    hottest_hour: float = quantity(15.0, unit="h", says="hour of day of the hottest", ge=0, lt=24)
    waves: list[HeatWave] = Field(default_factory=list, max_length=100)


class Cold(Model):
    """What is so of all cold cells of one temperature."""

    chilled: ColdKind | None = None
    frozen: ColdKind | None = None


TemperatureMix = Annotated[dict[Temperature, float], Field(min_length=1)]


def check_cold(
    banks: dict[str, list[ColdDoors | None]], cold: Cold | None, weather: Weather | None
) -> None:
    """Raise ValueError for cells of a temperature that `cold` does not describe, or no weather."""
    for bank, parts in banks.items():
        for doors in parts:
            for temperature, counts in ({} if doors is None else doors.by_temperature()).items():
                if not any(counts.values()):
                    continue
                if cold is None or getattr(cold, temperature) is None:
                    raise ValueError(
                        f"{bank}.cold.{temperature}: needs cold.{temperature}, which says how "
                        "such cells are cooled"
                    )
                if weather is None:
                    raise ValueError(f"{bank}.cold: needs weather, the temperature around it")
