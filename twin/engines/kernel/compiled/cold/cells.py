"""What happens in cold cells: hours pass, doors open, parcels come and go, power fails.

Lives here: the events of `twin.world.cold.cells` and their records, over arrays. Not here: physics.
"""

from __future__ import annotations

from devices.physics.cold_cell import (
    ABOVE,
    AIR_UC,
    AMBIENT,
    CELL_WIDTH,
    DUE,
    EXCESS,
    OFF,
    PARCEL,
    POWER,
    PRODUCT_UC,
    RAN,
    ROSE,
    STEADY,
    WARM,
    WARNED,
    advance,
    next_ms,
    put_in,
    settle,
    take_out,
)
from scenarios.days import HOUR_MS
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.memory import (
    DEPOSITED,
    NONE,
    PHASE,
    PLACING,
    PROGRESS,
    RECORDS,
    ROOM,
    Memory,
)
from twin.engines.kernel.compiled.records import record_parcel, write
from twin.engines.kernel.compiled.waste.agenda import enter, strike
from twin.eventlog.record import WIDTH, pack_temperatures
from twin.world.cold.cells import UK_MS_PER_MK_MIN


def start_cells(m: Memory) -> bool:
    """Write the cells that stand there, enter their first events; False: log full."""
    while m.state[PROGRESS] < len(m.cold.site):
        if WIDTH * (m.state[RECORDS] + m.state[ROOM]) > len(m.log):
            return False
        cell = m.state[PROGRESS]
        record_cell(m, 0, kinds.CELL, cell, 0, m.cold.setpoint_uc[cell] // 1000)
        settle(m.cold.cells, CELL_WIDTH * cell, 0)
        schedule(m, 0, cell)
        m.state[PROGRESS] += 1
    m.state[PROGRESS] = 0
    m.state[PHASE] = PLACING
    return True


def step(m: Memory, now: int, site: int, number: int) -> None:
    """Something changes of itself, or an hour ends."""
    strike(m)
    cells = m.cold.cells
    cell = m.cold.first_cell[site] + number
    row = CELL_WIDTH * cell
    if cells[row + DUE] != now:
        return
    advance(cells, row, now)
    if (now + 1) % HOUR_MS == 0:
        read(m, now, cell)
        cells[row + AMBIENT] = m.cold.ambient_uc[(now + 1) // HOUR_MS]
    look(m, now, cell)
    schedule(m, now, cell)


def read(m: Memory, now: int, cell: int) -> None:
    """The hour's energy and temperatures; what is too warm is counted by the hour."""
    cells = m.cold.cells
    row = CELL_WIDTH * cell
    ran_ms = cells[row + RAN]
    record_cell(m, now, kinds.CELL_READING, cell, ran_ms, ran_ms * cells[row + POWER] // 1_000)
    cells[row + RAN] = 0
    if cells[row + ABOVE] == 1:
        count(m, now, cell)


def look(m: Memory, now: int, cell: int) -> None:
    """Thermostat and limit look at what is there."""
    cells = m.cold.cells
    row = CELL_WIDTH * cell
    found = settle(cells, row, now)
    if found == STEADY:
        return
    if found != ROSE:
        count(m, now, cell)
        return
    record_cell(m, now, kinds.EXCURSION, cell, 0, cells[row + PRODUCT_UC] // 1000)
    if cells[row + WARNED] == 0:
        cells[row + WARNED] = 1
        parcel = cells[row + PARCEL]
        record_parcel(m, now, kinds.WARM_PARCEL, parcel, 0, now - m.slots[parcel + DEPOSITED])


def count(m: Memory, now: int, cell: int) -> None:
    """How long and how far the product was above its limit since the last such record."""
    cells = m.cold.cells
    row = CELL_WIDTH * cell
    excess = cells[row + EXCESS] // UK_MS_PER_MK_MIN
    record_cell(m, now, kinds.TOO_WARM, cell, excess, cells[row + WARM])
    cells[row + WARM] = 0
    cells[row + EXCESS] = 0


def schedule(m: Memory, now: int, cell: int) -> None:
    """Plan the next event of a cell; hours are read in their last millisecond."""
    cells = m.cold.cells
    row = CELL_WIDTH * cell
    hour_ends_ms = ((now + 1) // HOUR_MS + 1) * HOUR_MS - 1
    due_ms = next_ms(cells, row, now, hour_ends_ms)
    if due_ms == cells[row + DUE]:
        return
    cells[row + DUE] = due_ms
    site = m.cold.site[cell]
    enter(m, due_ms, kinds.CELL_STEP, site, cell - m.cold.first_cell[site])


def parcel_in(m: Memory, now: int, parcel: int, position: int) -> None:
    """A parcel was laid into the compartment at `position`."""
    cell = m.cold.cell_at[position]
    if cell == NONE:
        return
    row = CELL_WIDTH * cell
    advance(m.cold.cells, row, now)
    put_in(m.cold.cells, row, now, parcel)
    replan(m, now, cell)


def parcel_out(m: Memory, now: int, position: int) -> None:
    """The parcel at `position` was taken out."""
    cell = m.cold.cell_at[position]
    if cell == NONE:
        return
    row = CELL_WIDTH * cell
    advance(m.cold.cells, row, now)
    if m.cold.cells[row + ABOVE] == 1:
        count(m, now, cell)
    take_out(m.cold.cells, row, now)
    replan(m, now, cell)


def replan(m: Memory, now: int, cell: int) -> None:
    """Something came from outside; an event that waits for this very time still comes."""
    look(m, now, cell)
    if m.cold.cells[CELL_WIDTH * cell + DUE] != now:
        schedule(m, now, cell)


def mains_changed(m: Memory, now: int, site: int, up: int) -> None:
    """The mains of a site fails (`up` 0), or is back: for all its cells."""
    for cell in range(m.cold.first_cell[site], m.cold.first_cell[site + 1]):
        change_power(m, now, cell, up)


def unit_changed(m: Memory, now: int, bank: int, up: int) -> None:
    """The cooling unit of a bank (counted through the group) fails (`up` 0), or is repaired."""
    for cell in range(len(m.cold.bank)):
        if m.cold.bank[cell] == bank:
            change_power(m, now, cell, up)


def change_power(m: Memory, now: int, cell: int, up: int) -> None:
    """A reason for a cell to stand without power comes or goes."""
    row = CELL_WIDTH * cell
    advance(m.cold.cells, row, now)
    if up == 1:
        m.cold.cells[row + OFF] -= 1
    else:
        m.cold.cells[row + OFF] += 1
    replan(m, now, cell)


def record_cell(m: Memory, now: int, kind: int, cell: int, ordinal: int, value: int) -> None:
    """A record about a cold cell, in the log of its site."""
    row = CELL_WIDTH * cell
    site = m.cold.site[cell]
    both = pack_temperatures(m.cold.cells[row + PRODUCT_UC], m.cold.cells[row + AIR_UC])
    write(
        m, site, now, kind, cell - m.cold.first_cell[site], ordinal, m.cold.place[cell],
        m.cold.attributes[cell], both, value,
    )  # fmt: skip
