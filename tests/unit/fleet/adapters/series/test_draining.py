"""What is wrong in a batch is found and set aside; everything else waits and is not lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fleet.adapters.series.draining import FIRST_WAIT_S, LONGEST_WAIT_S, Drain, divide
from fleet.adapters.series.poison import PoisonFile
from fleet.adapters.series.spool import Spool
from fleet.adapters.series.stores import Said


class SmallStore:
    """A store in memory, as strict as it is told to be: it stores what `is_good` of a batch.

    `tells`: it says how many it dropped, as InfluxDB does; `away`: answers before it does anything.
    """

    def __init__(self, is_good: Callable[[str], bool], *, tells: bool) -> None:
        self.is_good = is_good
        self.tells = tells
        self.away = 0
        self.lines: set[str] = set()
        self.writes = 0

    def write(self, lines: Sequence[str]) -> Said:
        """Partial writes: the right ones stay."""
        self.writes += 1
        if self.away:
            self.away -= 1
            return Said(away="gone out")
        bad = [line for line in lines if not self.is_good(line)]
        if bad and not self.tells:
            return Said(refused="something is wrong")
        self.lines |= set(lines) - set(bad)
        return Said(refused="partial write", dropped=len(bad)) if bad else Said()

    def close(self) -> None:
        """Nothing to let go of."""


def drain_of(folder: Path, store: SmallStore, stops: bool = False) -> tuple[Spool, Drain]:
    """A drain that never pauses; `stops`: told to end whenever it would."""
    spool = Spool(folder)
    return spool, Drain(spool, store, PoisonFile(folder / "poison"), lambda _: stops)


LINES = [f"{name} v={n}i {n}" for n in range(200) for name in ("bank", "bin,site=a")]


@pytest.mark.parametrize("tells", [True, False])
@pytest.mark.parametrize("every", [1, 7, 199])
def test_stored_and_isolated_are_what_was_produced(tmp_path: Path, tells: bool, every: int) -> None:
    """Any share of wrong points, in a store that keeps the right ones of a batch and in one that
    keeps none: each wrong one is isolated with a reason, each right one stored.
    """
    wrong = {line for n, line in enumerate(LINES) if n % every == 0}
    store = SmallStore(lambda line: line not in wrong, tells=tells)
    spool, drain = drain_of(tmp_path, store)
    spool.append(LINES)
    store.away = 3
    while spool.waiting_bytes:
        drain.step(1_500)
    poison = (tmp_path / "poison").read_text(encoding="utf-8").splitlines()
    assert sorted(poison[1::2]) == sorted(wrong)
    assert store.lines == set(LINES) - wrong
    assert (spool.sent.stored, spool.sent.isolated) == (len(LINES) - len(wrong), len(wrong))
    spool.close()


def test_a_measurement_that_is_wrong_whole_costs_few_requests(tmp_path: Path) -> None:
    """A type that has changed is found by its measurement, not point by point."""
    store = SmallStore(lambda line: not line.startswith("bin,"), tells=True)
    spool, drain = drain_of(tmp_path, store)
    spool.append(LINES)
    drain.step()
    assert store.writes == 3
    assert spool.sent.isolated == 200
    spool.close()


def test_waits_grow_and_end(tmp_path: Path) -> None:
    """A store that is away is asked less and less often, and at once again when it is back."""
    store = SmallStore(lambda _: True, tells=True)
    spool, drain = drain_of(tmp_path, store)
    spool.append(LINES)
    store.away = 10
    waits = [drain.step() for _ in range(10)]
    assert waits[:3] == [FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S]
    assert waits[-1] == LONGEST_WAIT_S
    assert drain.complaint == "gone out"
    assert drain.step() == 0
    assert drain.complaint == ""
    assert store.lines == set(LINES)
    spool.close()


def test_told_to_stop_while_isolating_it_begins_the_batch_again(tmp_path: Path) -> None:
    """The batch stays in the spool, whole."""
    wrong = LINES[5]

    class Leaving(SmallStore):
        def write(self, lines: Sequence[str]) -> Said:
            self.away = self.writes == 2
            return super().write(lines)

    store = Leaving(lambda line: line != wrong, tells=True)
    spool, drain = drain_of(tmp_path, store, stops=True)
    spool.append(LINES)
    assert drain.step() == 0
    assert spool.sent.stored == spool.sent.isolated == 0
    assert not (tmp_path / "poison").exists()
    drain.step()
    assert spool.sent.isolated == 1
    spool.close()


def test_a_full_poison_file_stops_the_drain(tmp_path: Path) -> None:
    """Nothing is dropped: the points wait until somebody has looked."""
    store = SmallStore(lambda _: True, tells=True)
    spool, drain = drain_of(tmp_path, store)
    (tmp_path / "poison").write_text("x" * 100, encoding="utf-8")
    drain = Drain(spool, store, PoisonFile(tmp_path / "poison", 100), lambda _: False)
    spool.append(LINES)
    assert drain.step() == LONGEST_WAIT_S
    assert "move it away" in drain.complaint
    (tmp_path / "poison").unlink()
    assert drain.step() == 0
    assert store.lines == set(LINES)
    spool.close()


def test_a_batch_is_divided_by_measurement_then_by_halves() -> None:
    """Nothing gets lost in dividing."""
    assert [len(part) for part in divide(LINES)] == [200, 200]
    bank = divide(LINES)[0]
    assert [*divide(bank)[0], *divide(bank)[1]] == list(bank)
