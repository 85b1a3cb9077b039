"""What happens in cold cells: hours pass, doors open, parcels come and go, power fails.

Lives here: the events of the cold cells of one group of sites and their records. Between two events
a cell's course is exact, so it has one pending event: whatever changes its course next. An event
that no longer is its cell's next one is ignored. Not here: physics, the queue of events.
"""

from __future__ import annotations

from collections.abc import Callable

from devices.physics import cold_cell as at
from devices.physics.cold_cell import ROSE, STEADY, advance, next_ms, put_in, settle, take_out
from scenarios.days import HOUR_MS
from twin.eventlog.events import Kind
from twin.eventlog.log import Emit, Schedule
from twin.eventlog.order import pack_key
from twin.eventlog.record import pack_temperatures
from twin.world.cold.plan import ColdPlan
from twin.world.parcel import Parcel

UK_MS_PER_MK_MIN = 60_000_000
"""µK · ms in a thousandth of a degree-minute."""

Handler = Callable[[int, int, int, int], None]

WriteWarm = Callable[[int, Parcel], None]
"""Writes at a time that a parcel is too warm for the first time."""


class ColdCells:
    """The cold cells of one group of sites."""

    def __init__(
        self, plan: ColdPlan, horizon_ms: int, schedule: Schedule, emit: Emit, warn: WriteWarm
    ) -> None:
        self._plan = plan
        self._horizon_ms = horizon_ms
        self._schedule_at = schedule
        self._emit = emit
        self._warn = warn
        self.table = [value for row in plan.cells for value in row]
        self._inside: dict[int, Parcel] = {}
        self.handlers: dict[int, Handler] = {Kind.CELL_STEP: self.step}

    def start(self) -> None:
        """Write the cells that stand there; the first hour begins."""
        for cell, setpoint_uc in enumerate(self._plan.setpoint_uc):
            self._write(0, Kind.CELL, cell, 0, setpoint_uc // 1000)
            settle(self.table, at.CELL_WIDTH * cell, 0)
            self._schedule(0, cell)

    def step(self, now: int, site: int, number: int, _ordinal: int) -> None:
        """Something changes of itself, or an hour ends."""
        cell = self._plan.first_cell[site] + number
        row, table = at.CELL_WIDTH * cell, self.table
        if table[row + at.DUE] != now:
            return
        advance(table, row, now)
        if (now + 1) % HOUR_MS == 0:
            self._read(now, cell)
            table[row + at.AMBIENT] = self._plan.ambient_uc[(now + 1) // HOUR_MS]
        self._look(now, cell)
        self._schedule(now, cell)

    def _read(self, now: int, cell: int) -> None:
        """The hour's energy and temperatures; what is too warm is counted by the hour."""
        row, table = at.CELL_WIDTH * cell, self.table
        ran_ms = table[row + at.RAN]
        energy_mj = ran_ms * table[row + at.POWER] // 1_000
        self._write(now, Kind.CELL_READING, cell, ran_ms, energy_mj)
        table[row + at.RAN] = 0
        if table[row + at.ABOVE] == 1:
            self._count(now, cell)

    def _look(self, now: int, cell: int) -> None:
        """Thermostat and limit look at what is there."""
        row, table = at.CELL_WIDTH * cell, self.table
        found = settle(table, row, now)
        if found == STEADY:
            return
        if found != ROSE:
            self._count(now, cell)
            return
        self._write(now, Kind.EXCURSION, cell, 0, table[row + at.PRODUCT_UC] // 1000)
        if table[row + at.WARNED] == 0:
            table[row + at.WARNED] = 1
            self._warn(now, self._inside[cell])

    def _count(self, now: int, cell: int) -> None:
        """How long and how far the product was above its limit since the last such record."""
        row, table = at.CELL_WIDTH * cell, self.table
        excess = table[row + at.EXCESS] // UK_MS_PER_MK_MIN
        self._write(now, Kind.TOO_WARM, cell, excess, table[row + at.WARM])
        table[row + at.WARM] = 0
        table[row + at.EXCESS] = 0

    def _schedule(self, now: int, cell: int) -> None:
        """Plan the next event of a cell; hours are read in their last millisecond."""
        row, table = at.CELL_WIDTH * cell, self.table
        hour_ends_ms = ((now + 1) // HOUR_MS + 1) * HOUR_MS - 1
        due_ms = next_ms(table, row, now, hour_ends_ms)
        if due_ms == table[row + at.DUE]:
            return
        table[row + at.DUE] = due_ms
        if due_ms < self._horizon_ms:
            site = self._plan.site[cell]
            number = cell - self._plan.first_cell[site]
            self._schedule_at(due_ms, pack_key(Kind.CELL_STEP, site, number, 0))

    def lay_in(self, now: int, parcel: Parcel, position: int) -> None:
        """A parcel was laid into the compartment at `position`, counted through the group."""
        cell = self._plan.cell_at[position]
        if cell < 0:
            return
        row = at.CELL_WIDTH * cell
        advance(self.table, row, now)
        put_in(self.table, row, now, parcel.number)
        self._inside[cell] = parcel
        self._replan(now, cell)

    def take_out(self, now: int, position: int) -> None:
        """The parcel at `position` was taken out."""
        cell = self._plan.cell_at[position]
        if cell < 0:
            return
        row = at.CELL_WIDTH * cell
        advance(self.table, row, now)
        if self.table[row + at.ABOVE] == 1:
            self._count(now, cell)
        take_out(self.table, row, now)
        del self._inside[cell]
        self._replan(now, cell)

    def _replan(self, now: int, cell: int) -> None:
        """Something came from outside; an event that waits for this very time still comes."""
        self._look(now, cell)
        if self.table[at.CELL_WIDTH * cell + at.DUE] != now:
            self._schedule(now, cell)

    def mains_changed(self, now: int, site: int, up: bool) -> None:
        """The mains of a site fails, or is back: for all its cells."""
        for cell in range(self._plan.first_cell[site], self._plan.first_cell[site + 1]):
            self._power(now, cell, up)

    def unit_changed(self, now: int, bank: int, up: bool) -> None:
        """The cooling unit of a bank (counted through the group) fails, or is repaired."""
        for cell, its_bank in enumerate(self._plan.bank):
            if its_bank == bank:
                self._power(now, cell, up)

    def _power(self, now: int, cell: int, up: bool) -> None:
        row = at.CELL_WIDTH * cell
        advance(self.table, row, now)
        self.table[row + at.OFF] += -1 if up else 1
        self._replan(now, cell)

    def _write(self, now: int, kind: Kind, cell: int, ordinal: int, value: int) -> None:
        row, plan = at.CELL_WIDTH * cell, self._plan
        site = plan.site[cell]
        both = pack_temperatures(self.table[row + at.PRODUCT_UC], self.table[row + at.AIR_UC])
        self._emit(
            site,
            (
                now, kind, cell - plan.first_cell[site], ordinal, plan.place[cell],
                plan.attributes[cell], both, value,
            ),
        )  # fmt: skip
