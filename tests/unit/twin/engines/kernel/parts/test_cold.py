"""Cold cells in the kernel: power that comes and goes, beside the world's; what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from devices.physics import cold_cell as at
from scenarios.schema import Scenario
from tests.equality.both import Case, cases, logs
from tests.equality.settings import setting
from twin.engines.kernel.arrays import Buffers
from twin.engines.kernel.build import kernel
from twin.engines.kernel.checks import check_group
from twin.engines.kernel.compiled.cold import cells
from twin.engines.kernel.compiled.memory import RECORDS, Memory
from twin.engines.kernel.engine import run_group
from twin.engines.kernel.load import PlanArrays, lay_out
from twin.eventlog.log import Record
from twin.eventlog.record import WIDTH
from twin.world.world import World

MINUTE = 60_000
HOUR = 3_600_000


def _case(name: str, **parts: Any) -> Case:
    (case,) = cases(setting(name, **parts))
    return case


class _BothWorlds:
    """The cells of one case in the world and in the kernel, moved by hand."""

    def __init__(self, case: Case) -> None:
        self.memory: Memory = lay_out(PlanArrays(case.plan), case.traces, case.held, Buffers())
        self.written: list[Record] = []
        world = World(
            case.plan, case.traces, lambda *_: None, lambda _, record: self.written.append(record)
        )
        assert world.cold is not None
        self.cold = world.cold
        self.cold.start()
        assert cells.start_cells(self.memory)

    def mains(self, now: int, site: int, up: int) -> None:
        self.cold.mains_changed(now, site, bool(up))
        cells.mains_changed(self.memory, now, site, up)

    def unit(self, now: int, bank: int, up: int) -> None:
        self.cold.unit_changed(now, bank, bool(up))
        cells.unit_changed(self.memory, now, bank, up)

    def steps(self, until_ms: int) -> None:
        """Every cell's own events up to a time, in order of time and number."""
        while True:
            rows = self.memory.cold.cells.reshape(-1, at.CELL_WIDTH)
            cell = int(np.argmin(rows[:, at.DUE]))
            due_ms = int(rows[cell, at.DUE])
            if due_ms > until_ms:
                return
            site = int(self.memory.cold.site[cell])
            number = cell - int(self.memory.cold.first_cell[site])
            self.cold.step(due_ms, site, number, 0)
            cells.step(self.memory, due_ms, site, number)

    def compare(self) -> np.ndarray:
        """States and records agree; returns the state of the cells."""
        table = self.memory.cold.cells
        assert self.cold.table == table.tolist()
        count = int(self.memory.state[RECORDS])
        assert np.array_equal(
            np.array(self.written), self.memory.log[: WIDTH * count].reshape(-1, WIDTH)
        )
        rows: np.ndarray = table.reshape(-1, at.CELL_WIDTH)
        return rows


@pytest.mark.parametrize("name", ["cold: both temperatures", "cold: several sites"])
def test_power_comes_and_goes_in_both_engines(name: str) -> None:
    """Mains of a site and unit of a bank, one within the other: same state, same records."""
    both = _BothWorlds(_case(name))
    last_bank = int(both.memory.cold.bank[-1])
    both.steps(10 * MINUTE)
    both.mains(10 * MINUTE, 0, 0)
    both.unit(25 * MINUTE, 0, 0)
    both.steps(130 * MINUTE)
    both.mains(130 * MINUTE, 0, 1)
    both.unit(131 * MINUTE, last_bank, 0)
    both.steps(4 * HOUR)
    rows = both.compare()
    off = rows[:, at.OFF]
    assert set(off[both.memory.cold.bank == 0]) == {1}
    assert set(off[both.memory.cold.bank == last_bank]) == {1}
    assert not rows[off > 0, at.RUNNING].any()
    assert rows[off == 0, at.RUNNING].any() or (off > 0).all()


def test_power_that_is_cut_warms_and_its_return_cools() -> None:
    """Two hours without mains: cells end warmer than those of the site that kept it."""
    both = _BothWorlds(_case("cold: several sites"))
    before = both.compare()[:, at.AIR_UC].copy()
    both.mains(0, 0, 0)
    both.steps(2 * HOUR)
    rows = both.compare()
    here = both.memory.cold.site == 0
    assert (rows[here, at.AIR_UC] > before[here] + 5_000_000).all()
    assert (rows[~here, at.AIR_UC] < before[~here] + 2_000_000).all()


def _bad(name: str, array: str, value: int) -> Case:
    case = _case(name)
    values = getattr(case.traces[0], array).copy()
    values[0] = value
    fields = {each: getattr(case.traces[0], each) for each in type(case.traces[0]).__slots__}
    return Case(case.plan, (type(case.traces[0])(**(fields | {array: values})),), case.held)


@pytest.mark.parametrize(
    ("name", "highest"), [("plain", 0), ("cold: both temperatures", 2), ("cold: units off", 2)]
)
def test_a_temperature_that_no_class_has_is_refused(name: str, highest: int) -> None:
    """What a trace may say depends on whether the scenario knows temperatures."""
    bad = _bad(name, "parcel_temperature", highest + 1)
    with pytest.raises(ValueError, match=rf"parcel_temperature\[0\] = {highest + 1}: must be 0 to"):
        check_group(kernel(), bad.plan, bad.traces, bad.held)


def test_cells_hold_nothing_at_the_start() -> None:
    """A parcel of the initial state that is to lie in a cold cell is refused by number."""
    case = _case("cold: both temperatures")
    (held,) = (each.held[0] for each in cases(setting("cold: both temperatures"), held_share=1.0))
    assert held is not None
    held.compartment[0] = 19
    with pytest.raises(ValueError, match="compartment 19 is a cold cell"):
        logs(run_group, Case(case.plan, case.traces, (held,)))


def test_a_scenario_without_cells_pays_no_arrays() -> None:
    """No rows, and the switch of the hot path is off."""
    given: Scenario = setting("plain")
    (case,) = cases(given)
    memory = lay_out(PlanArrays(case.plan), case.traces, case.held, Buffers())
    assert memory.rules.cold == 0
    assert len(memory.cold.cells) == 0
