"""Banks that are cut off, small: what acceptance plays with 36 of them, and what it must find."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from devices.simulator.bodies.alone import Alone
from devices.wire.steering import Loans
from fleet.core.parcels import books
from fleet.core.parcels.state import Bank
from tests.acceptance.offline.cut_day import Course, CutDay, cut_day
from tests.acceptance.offline.people import Habits

SHORT = Course(cut=2, hours_away=6, after=4)
BUSY = Habits(400, dwell_h=8, announced=100, carried_twice=60)


def _wrongs(found: CutDay) -> dict[str, int]:
    names = (
        "unrecorded", "misplaced", "double_leases", "doubled_openings", "fences_back",
        "unmatched", "dropped", "replay_differs",
    )  # fmt: skip
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def test_a_cut_leaves_one_record_a_parcel(tmp_path: Path) -> None:
    """Three banks of one site, orders lost, messages doubled, power lost, the manager killed."""
    found = cut_day(tmp_path, 3, BUSY, SHORT, sites=1)
    assert _wrongs(found) == {}
    assert found.laid_alone > 100
    assert found.collected_alone > 10
    assert found.elsewhere > 0
    assert found.idle_banks == 0


def test_a_manager_that_gives_out_what_is_lent_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reservations over HTTP take the compartments that banks fill alone: no order explains it."""

    def forget(bank: Bank, position: int) -> None:
        bank.loans_version += 0

    monkeypatch.setattr(books, "lend", forget)
    announced = Habits(400, dwell_h=8, announced=1_000)
    found = cut_day(tmp_path, 3, announced, SHORT, sites=1)
    assert found.double_leases > 0


def test_a_bank_that_hides_what_it_used_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lays parcels into loans of an older version: the manager knows nothing of them."""
    take_up = Alone.take_up

    def keep(self: Alone, message: Loans, fences: dict[int, int]) -> Any:
        before = dict(self.loans)
        used = take_up(self, message, fences)
        self.loans = {**before, **self.loans}
        return used

    monkeypatch.setattr(Alone, "take_up", keep)
    found = cut_day(tmp_path, 3, Habits(900, dwell_h=30), SHORT, sites=1)
    assert found.unmatched + found.double_leases + found.misplaced > 0
