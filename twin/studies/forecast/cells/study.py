"""Cold cells of a snapshot, and what will be of them.

Lives here: cells as rows of the house's physics, probabilities, how long they hold. Not here: the
draws (`cuts`), the course of a cell (`warming`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from devices.physics import cold_cell as at
from fleet.ports.forecast import CellAhead, CellNow, SiteNow, Snapshot
from scenarios.days import DAY_MS, HOUR_MS, lay_out_days
from scenarios.expand import SitePlace, expand_sites
from scenarios.schema import Scenario
from twin.studies.forecast.cells.cuts import WORKS, Changes, Course, SiteCuts, changes_of
from twin.studies.forecast.cells.warming import compiled, stays_good
from twin.studies.forecast.moment import Moment
from twin.world.cold.plan import ColdPlanner

I64 = npt.NDArray[np.int64]

HOLDS_MS = DAY_MS
"""How far ahead it is looked for when a product gets too warm without cooling."""

OLDEST_MS = DAY_MS
"""A report is not carried on for longer: what was measured before is taken for so old."""

MINUTE_MS = 60_000
MICRO_PER_MILLI = 1_000


@dataclass(frozen=True, slots=True)
class CellFutures:
    """A cell in all futures: when its product is first too warm, on the moment's calendar."""

    cell: CellNow
    site: str
    warm_ms: I64
    holds_ms: int

    def told(self, marks_ms: I64) -> CellAhead:
        """What a manager is told of it."""
        return CellAhead(
            site=self.site,
            cell=self.cell.cell,
            is_filled=self.cell.is_filled,
            too_warm=(self.warm_ms[:, None] <= marks_ms).mean(axis=0).tolist(),
            holds_min=self.holds_ms // MINUTE_MS,
        )


def cells_ahead(
    snapshot: Snapshot, scenario: Scenario, moment: Moment, seed: int, futures: int
) -> Iterator[CellFutures]:
    """Every cold cell of the snapshot, site by site; none where the scenario has no cold cells.

    Raises ValueError for cells that the scenario does not have there.
    """
    if scenario.cold is None:
        return
    places = {place.id: place for place in expand_sites(scenario)}
    study = _Study(scenario, moment, seed, futures)
    for site in snapshot.sites:
        if site.cells:
            yield from study.site(site, places[site.site])


class _Study:
    """Its calendar begins a day before the moment's: reports may be of yesterday."""

    def __init__(self, scenario: Scenario, moment: Moment, seed: int, futures: int) -> None:
        self._scenario, self._seed, self._futures = scenario, seed, futures
        self._now_ms = moment.span.now_ms + DAY_MS
        self._until_ms = moment.span.end_ms + DAY_MS
        self._holds_until_ms = self._now_ms + HOLDS_MS
        self._zero_ms = moment.midnight_ms - DAY_MS
        last_ms = max(self._until_ms, self._holds_until_ms)
        self._days = lay_out_days(
            scenario, last_ms // DAY_MS + 1, warmup_days=0,
            first_day=moment.days.first - dt.timedelta(days=1),
        )  # fmt: skip
        self._planner = ColdPlanner(scenario, self._days)

    def site(self, told: SiteNow, place: SitePlace) -> Iterator[CellFutures]:
        """The cells of a site."""
        cuts = SiteCuts(
            self._scenario, self._days, place, self._now_ms, self._until_ms, self._seed,
            self._futures,
        )  # fmt: skip
        numbers = {bank.id: number for number, bank in enumerate(place.banks)}
        is_planned = cuts.is_planned_now
        dark_ms = [] if is_planned else [each.dark_ms for each in told.cells]
        mains = cuts.mains(self._earliest(dark_ms))
        units: dict[str, Course] = {}
        known: dict[tuple[str, bool, bool], Changes] = {}
        for cell in told.cells:
            if cell.bank not in numbers:
                raise ValueError(f"bank {cell.bank} of site {told.site}: not in the scenario")
            if cell.bank not in units:
                broken_ms = [each.broken_ms for each in told.cells if each.bank == cell.bank]
                units[cell.bank] = cuts.unit(numbers[cell.bank], self._earliest(broken_ms))
            dark, broken = cell.dark_ms >= 0 and not is_planned, cell.broken_ms >= 0
            if (cell.bank, dark, broken) not in known:
                known[cell.bank, dark, broken] = changes_of(
                    cuts.planned, mains, units[cell.bank], dark=dark, broken=broken,
                    now_ms=self._now_ms,
                )  # fmt: skip
            row = self._row(cell, place, numbers[cell.bank])
            yield self._ahead(told.site, cell, row, known[cell.bank, dark, broken])

    def _earliest(self, times_ms: Iterable[int]) -> int:
        """Of those since 1970 that are, on the calendar; before it if need be."""
        found = [time_ms - self._zero_ms for time_ms in times_ms if time_ms >= 0]
        return min([*found, self._now_ms]) if found else WORKS

    def _row(self, cell: CellNow, place: SitePlace, bank: int) -> list[int]:
        """A cell as its newest report has it, when that was heard; shut, and free to switch."""
        built, cold = place.banks[bank], self._scenario.cold
        chilled, frozen = _split(built.cold)
        number = cell.position - sum(built.compartments)
        if cold is None or not 0 <= number < chilled + frozen:
            raise ValueError(
                f"cell {cell.cell} of site {place.id}: compartment {cell.position + 1} of bank "
                f"{built.id} is no cold cell in the scenario"
            )
        kind = cold.chilled if number < chilled else cold.frozen
        assert kind is not None
        row = list(self._planner.row(kind, built.age_years))
        heard_ms = cell.heard_ms - self._zero_ms
        begin_ms = min(max(heard_ms, self._now_ms - OLDEST_MS), self._now_ms)
        row[at.AIR_UC] = cell.air_mc * MICRO_PER_MILLI
        product_mc = cell.air_mc if cell.product_mc is None else cell.product_mc
        row[at.PRODUCT_UC] = product_mc * MICRO_PER_MILLI
        row[at.FILLED] = int(cell.is_filled)
        row[at.LAST], row[at.SINCE] = begin_ms, begin_ms - DAY_MS
        is_running = cell.is_running
        if is_running is None:
            is_running = 2 * row[at.AIR_UC] > row[at.LOWER] + row[at.UPPER]
        row[at.RUNNING] = int(is_running)
        return row

    def _ahead(self, site: str, cell: CellNow, row: list[int], changes: Changes) -> CellFutures:
        ambient_uc = np.array(self._planner.ambient_uc, dtype=np.int64)
        if cell.ambient_mc is not None:
            ambient_uc += cell.ambient_mc * MICRO_PER_MILLI - ambient_uc[row[at.LAST] // HOUR_MS]
        of_course = _first_warm(
            row, ambient_uc, changes.first, changes.at_ms, changes.step, self._now_ms,
            self._until_ms,
        )  # fmt: skip
        steps = [*changes.before, (self._now_ms, 1)]
        (warm_ms,) = _first_warm(
            row, ambient_uc, [0, len(steps)], [each[0] for each in steps],
            [each[1] for each in steps], self._now_ms, self._holds_until_ms,
        ).tolist()  # fmt: skip
        # On the moment's calendar, a day less.
        return CellFutures(
            cell,
            site,
            of_course[changes.future] - DAY_MS,
            min(warm_ms, self._holds_until_ms) - self._now_ms,
        )


def _split(cold: Sequence[int]) -> tuple[int, int]:
    """Chilled and frozen cells of a bank."""
    sizes = len(cold) // 2
    return sum(cold[:sizes]), sum(cold[sizes:])


def _first_warm(
    row: Sequence[int], ambient_uc: I64, first: Sequence[int] | I64, at_ms: Sequence[int] | I64,
    step: Sequence[int] | I64, now_ms: int, until_ms: int,
) -> I64:  # fmt: skip
    columns = (np.asarray(each, dtype=np.int64) for each in (first, at_ms, step))
    found = np.zeros(len(first) - 1, dtype=np.int64)
    compiled()(
        np.array(row, dtype=np.int64), ambient_uc, *columns, now_ms, until_ms,
        int(stays_good(row, int(ambient_uc.max()))),
        np.zeros(at.CELL_WIDTH, dtype=np.int64), found,
    )  # fmt: skip
    return found
