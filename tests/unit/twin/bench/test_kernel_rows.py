"""The kernel's benchmark: the contestants do the same, and the rows say what was compared."""

from __future__ import annotations

import pytest

from twin.bench import growth, kernel
from twin.bench.bare_simpy import run_bare
from twin.bench.c_loop import CLoop, find_compiler
from twin.bench.prepared import digest, prepare
from twin.bench.rows import Row
from twin.bench.settings import COMPARTMENTS, busy_bank, plain_bank
from twin.engines.kernel.engine import run_group
from twin.engines.reference.engine import run_group as run_reference
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, Records

PROMISED = {
    "kernel/c",
    "kernel/c-everything",
    "kernel/simpy",
    "kernel/reference",
    "kernel/waste",
    "kernel/end-to-end",
    "kernel/peak-memory",
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Banks of a few thousand parcels, four compounds for a day, timed once."""
    for name in ("PARCELS", "BUSY_PARCELS", "FEW_PARCELS"):
        monkeypatch.setattr(kernel, name, 2_000)
    few = [f"sites.{kind}.count=1" for kind in ("old", "moved", "new", "fine")]
    monkeypatch.setattr(kernel, "WEEK", ["run.days=1", "run.warmup_days=0", *few])
    monkeypatch.setattr(kernel, "REPEATS", 1)
    monkeypatch.setattr(growth, "PARCELS", (1_000, 2_000))
    monkeypatch.setattr(growth, "BANKS", (1, 3))
    monkeypatch.setattr(growth, "MEMORY_PARCELS", 1_000)


def test_c_writes_the_log_of_both_engines() -> None:
    """Plain and with everything on, wherever there is a compiler, to the byte."""
    for compiler in filter(None, [find_compiler()]):
        loop = CLoop(compiler)
        plain, busy = prepare(plain_bank(20_000)), prepare(busy_bank(20_000))
        assert loop.plain_digest(plain) == digest(run_group, plain) == digest(run_reference, plain)
        assert loop.busy_digest(busy) == digest(run_group, busy) == digest(run_reference, busy)


def test_busy_bank_has_everything_on() -> None:
    """What is timed as everything has rejections, reminders, overdue parcels, fees, take-backs."""
    kinds: set[int] = set()

    def see(_: int, block: Records) -> None:
        kinds.update(block[:, KIND].tolist())

    busy = prepare(busy_bank(20_000))
    run_group(busy.plan, busy.traces, [None], see)
    assert {Kind.REJECTION, Kind.REMINDER, Kind.OVERDUE, Kind.FEE, Kind.TAKE_BACK} <= kinds


def test_bare_simpy_counts_what_the_kernel_logs() -> None:
    """Deposits and rejections agree."""
    plain = prepare(plain_bank(20_000))
    counted = {Kind.DEPOSIT: 0, Kind.REJECTION: 0}

    def count(_: int, block: Records) -> None:
        for kind in counted:
            counted[kind] += int((block[:, KIND] == kind).sum())

    run_group(plain.plan, plain.traces, [None], count)
    bare = run_bare(plain.traces[0], COMPARTMENTS, plain.plan.rules.horizon_ms)
    assert bare == (counted[Kind.DEPOSIT], counted[Kind.REJECTION])


def _names(rows: list[Row]) -> set[str]:
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))
    assert all(name.startswith("kernel/") for name in names)
    return set(names)


@pytest.mark.usefixtures("small")
def test_rows_have_the_promised_names() -> None:
    """Every row is named once, by what is compared, with a positive value and its unit."""
    rows = kernel.rows()
    assert _names(rows) >= PROMISED
    assert all(row["value"] > 0 and row["unit"] for row in rows)


@pytest.mark.usefixtures("small")
def test_without_a_compiler_a_word_stands_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """No compiler: the kernel's rows are there, without a ratio, and say why."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CC", "")
    rows = [row for row in kernel.rows() if row["name"].startswith("kernel/c")]
    assert {row["name"] for row in rows} >= {"kernel/c", "kernel/c-everything"}
    assert all(row["ratio"] is None and "no C compiler" in str(row["baseline"]) for row in rows)
