"""The plan of cold cells: one row of integers a cell, and the ambient temperature by hour.

Lives here: the translation of the scenario's numbers, for both engines. Not here: state that
changes (`twin.world.cold.cells`), the meaning of columns (`devices.physics.cold_cell`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from devices.physics import cold_cell as at
from scenarios.days import DAY_MS, HOUR_MS, Days
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.schema.cold import HOURS_PER_DAY, ColdKind, Weather
from twin.eventlog.record import pack_attributes, pack_place

NONE = -1
MICRO = 1_000_000
MILLI = 1_000


@dataclass(frozen=True, slots=True)
class ColdPlan:
    """Cold cells of a group of sites, numbered through the group, bank after bank.

    - `cells[i]` the row of cell i as it stands at time 0 (`devices.physics.cold_cell`), `site[i]`
      and `bank[i]` where it is, both in the group, `setpoint_uc[i]` its set point; `place[i]` and
      `attributes[i]` are those of a record about it
    - `first_cell[s]` … `[s + 1]` the cells of site s
    - `cell_at[p]` the cell at position p, −1 where there is none
    - `ambient_uc[h]` around the banks in hour h of the run
    """

    temperatures: int
    cells: tuple[tuple[int, ...], ...]
    site: tuple[int, ...]
    bank: tuple[int, ...]
    place: tuple[int, ...]
    attributes: tuple[int, ...]
    setpoint_uc: tuple[int, ...]
    first_cell: tuple[int, ...]
    cell_at: tuple[int, ...]
    ambient_uc: tuple[int, ...]


class ColdPlanner:
    """Plans the cold cells of every group of a scenario.

    `ambient_uc[h]` around the banks in hour h of the run, and one hour more.
    """

    def __init__(self, scenario: Scenario, days: Days) -> None:
        self._temperatures = scenario.temperatures
        self._sizes = len(scenario.sizes)
        cold = scenario.cold
        self._kinds = (None, None, None) if cold is None else (None, cold.chilled, cold.frozen)
        self.ambient_uc = ambient_by_hour(scenario.weather, days)

    def plan(
        self, sites: Sequence[SitePlace], class_first: Sequence[int], numbers: Sequence[int]
    ) -> ColdPlan:
        """The plan of a group; `class_first` and `numbers` of positions as in the whole plan."""
        cells: list[tuple[int, ...]] = []
        where: list[tuple[int, int, int, int, int]] = []
        cell_at = [NONE] * len(numbers)
        first_cell = [0]
        bank = 0
        for site, place in enumerate(sites):
            for own, built in enumerate(place.banks):
                for k in range(self._sizes, self._sizes * self._temperatures):
                    row = bank * self._sizes * self._temperatures + k
                    temperature, size = divmod(k, self._sizes)
                    attributes = pack_attributes(-1, size, temperature, -1)
                    for position in range(class_first[row], class_first[row + 1]):
                        kind = self._kinds[temperature]
                        assert kind is not None
                        cell_at[position] = len(cells)
                        cells.append(self.row(kind, built.age_years))
                        setpoint_uc = round(kind.setpoint_c * MICRO)
                        at_bank = pack_place(own, numbers[position])
                        where.append((site, bank, at_bank, attributes, setpoint_uc))
                bank += 1
            first_cell.append(len(cells))
        return ColdPlan(
            temperatures=self._temperatures,
            cells=tuple(cells),
            site=tuple(row[0] for row in where),
            bank=tuple(row[1] for row in where),
            place=tuple(row[2] for row in where),
            attributes=tuple(row[3] for row in where),
            setpoint_uc=tuple(row[4] for row in where),
            first_cell=tuple(first_cell),
            cell_at=tuple(cell_at),
            ambient_uc=self.ambient_uc,
        )

    def row(self, kind: ColdKind, age_years: float) -> tuple[int, ...]:
        """A new cell at its set point, empty, shut, with power, its compressor free to start."""
        row = [0] * at.CELL_WIDTH
        setpoint_uc, half_uc = round(kind.setpoint_c * MICRO), round(kind.hysteresis_k * MICRO / 2)
        for column, value in (
            (at.AIR_UC, setpoint_uc),
            (at.PRODUCT_UC, setpoint_uc),
            (at.AMBIENT, self.ambient_uc[0]),
            (at.SINCE, -DAY_MS),
            (at.DUE, NONE),
            (at.PARCEL, NONE),
            (at.LOWER, setpoint_uc - half_uc),
            (at.UPPER, setpoint_uc + half_uc),
            (at.MIN_RUN, round(kind.min_run_min * 60_000)),
            (at.MIN_REST, round(kind.min_rest_min * 60_000)),
            (at.COOLING, round(kind.cooling_w * MILLI)),
            (at.POWER, round(kind.power_w * MILLI)),
            (at.AIR_MJ, round(kind.air_j_k * MILLI)),
            (at.PRODUCT_MJ, round(kind.product_j_k * MILLI)),
            (at.COUPLING, round(kind.product_air_w_k * MICRO)),
            (at.WALL, wall_uw_k(kind, age_years)),
            (at.DOOR, round(kind.door_w_k * MICRO)),
            (at.DOOR_MS, round(kind.door_open_s * MILLI)),
            (at.LIMIT, round(kind.limit_c * MICRO)),
            (at.START, round(kind.product_start_c * MICRO)),
        ):
            row[column] = value
        return tuple(row)


def wall_uw_k(kind: ColdKind, age_years: float) -> int:
    """Heat flow through the walls at an age, in µW/K: it grows by a share of the new one a year."""
    return round(kind.wall_w_k * (1 + kind.ageing_per_year * age_years) * MICRO)


def ambient_by_hour(weather: Weather | None, days: Days) -> tuple[int, ...]:
    """Temperature around the banks in µ°C, hour by hour of a run; 0 where nothing is said.

    One hour more than the run has: the last reading of a run already looks at the next.
    """
    if weather is None:
        return (0,) * (days.count * HOURS_PER_DAY + 1)
    plus_k = np.zeros(days.count + 1)
    for wave in weather.waves:
        start = (wave.first_day - days.first).days
        plus_k[max(start, 0) : max(start + wave.length_days, 0)] += wave.plus_k
    hours = np.arange(days.count * HOURS_PER_DAY + 1)
    angle = 2 * math.pi * (hours % HOURS_PER_DAY - weather.hottest_hour) / HOURS_PER_DAY
    ambient_c = weather.mean_c + weather.daily_swing_c / 2 * np.cos(angle)
    ambient_c += plus_k[hours * HOUR_MS // DAY_MS]
    return tuple(round(value * MICRO) for value in ambient_c.tolist())
