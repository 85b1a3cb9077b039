"""The test of allocation: which way, how much of it, and what came of it.

Lives here: runs via the core, via a broker and via HTTP, and their reckoning. Not here: terminals,
companies, the checker, the baseline.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from devices.wire.topics import PARTITIONS
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.recovery import recover, replay
from fleet.core.state import PartitionState
from fleet.loadtest import parts
from fleet.loadtest.allocation import baseline
from fleet.loadtest.allocation.core import InProcess
from fleet.loadtest.allocation.history import Verdict, judge
from fleet.loadtest.allocation.plan import Banks
from fleet.loadtest.allocation.processes import Lives, look_away, played_by, players, settle
from fleet.loadtest.allocation.task import Played, Task, Visit
from fleet.service.entries import key_path, load_key

Via = Literal["core", "broker", "http"]

COMPANIES = 48
"""Companies of a test via HTTP, each with a token and a connection: at 20 requests a second each
they ask more than one manager answers."""

BASELINE_S = 4
BASELINE_BANKS = 1_000
FULL_SPEED_S = 3
CORE_PER_S = 15_000
"""Wishes for each second at full speed via the core: how long they take is the result."""

OPEN_LOOP_PER_S = 10_000
"""Wishes a second of the open loop via the core, where no rate is given."""

KILL_AFTER_S = (0.3, 1.5)
"""A manager lives so long under load before it is killed."""


@dataclass(frozen=True)
class Allocation:
    """What to test. `command` starts the manager; `broker` "" starts one of our own.

    `rate_per_s` of wishes in an open loop; 0, via a broker: `window` cycles under way all the time,
    via HTTP one of each company.
    Via the core a pass at full speed comes before. `kills` of the manager at random moments, `cuts`
    of the connections of banks (via a broker). `tokens` makes tokens of so many companies for the
    manager of a journal.
    """

    via: Via
    folder: Path
    command: Sequence[str]
    tokens: Callable[[Path, int], list[str]]
    rate_per_s: float
    seconds: int
    banks: int = 64
    window: int = 64
    broker: str = ""
    with_baseline: bool = True
    kills: int = 0
    lost_permille: int = 0
    doubled_permille: int = 0
    cuts: int = 0
    seed: int = 1


class Result(msgspec.Struct, kw_only=True):
    """What came of it. `p50_ms`, `p99_ms`: from when a wish was due to the lease being durable (via
    the core), to the order at the door (via a broker), or to the answer (via HTTP).

    `unexplained`: double_leases, doubled_openings and fences_back together must be 0; `left_over`
    counts compartments that somebody holds at the end of whole cycles.
    """

    via: str
    allocations_per_s: float
    cycles_per_s: float | None
    p50_ms: float
    p99_ms: float
    rate_per_s: float
    wishes: int
    leased: int
    declined: int
    unfinished: int
    compartments: int
    double_leases: int
    doubled_openings: int
    fences_back: int
    left_over: int
    unmatched: int
    kills: int
    cuts: int
    replay_same: bool | None
    baseline: str
    baseline_per_s: float | None
    ratio: float | None
    cpu_s: float | None
    generator_cpu_s: float | None
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether nothing was given twice, opened twice, or left behind."""
        return not (
            self.double_leases
            or self.doubled_openings
            or self.fences_back
            or self.left_over
            or self.unfinished
            or self.unmatched
            or self.replay_same is False
        )


def as_document(result: Result) -> dict[str, Any]:
    """The result as plain values."""
    document: dict[str, Any] = msgspec.to_builtins(result)
    return document


def run_allocation(test: Allocation) -> Result:
    """Run the test in `folder`; raises PartMissing."""
    test.folder.mkdir(parents=True, exist_ok=True)
    if test.via == "core":
        result = _via_core(test)
    elif test.broker:
        result = _via_manager(test, test.broker)
    else:
        with parts.own_broker(test.folder) as broker:
            result = _via_manager(test, broker)
    if test.with_baseline and test.via == "core":
        folder = test.folder / "baseline"
        result.baseline_per_s = baseline.allocations_per_s(folder, BASELINE_BANKS, BASELINE_S)
        result.ratio = result.allocations_per_s / result.baseline_per_s
    return result


def _via_core(test: Allocation) -> Result:
    rate = test.rate_per_s or OPEN_LOOP_PER_S
    at_once = CORE_PER_S * FULL_SPEED_S
    wishes = at_once + int(rate * test.seconds)
    inside = InProcess(test.folder, wishes)
    began, cpu = time.perf_counter(), time.process_time()
    try:
        full = inside.at_full_speed(at_once)
        paced = inside.open_loop(rate, test.seconds)
    finally:
        inside.close()
    leased = full.leased + paced.leased
    return _result(
        test,
        judge(inside.held, ()),
        rate_per_s=rate,
        allocations_per_s=full.rate_per_s,
        p50_ms=paced.p50_ms,
        p99_ms=paced.p99_ms,
        wishes=wishes,
        leased=leased,
        declined=wishes - leased,
        cpu_s=time.process_time() - cpu,
        seconds=time.perf_counter() - began,
    )


def _result(test: Allocation, verdict: Verdict, **words: Any) -> Result:
    given: dict[str, Any] = {
        "via": test.via, "rate_per_s": test.rate_per_s, "cycles_per_s": None, "unfinished": 0,
        "left_over": 0, "unmatched": 0, "kills": test.kills, "cuts": 0, "replay_same": None,
        "baseline": baseline.NAME, "baseline_per_s": None, "ratio": None, "generator_cpu_s": None,
    }  # fmt: skip
    return Result(**{**given, **msgspec.to_builtins(verdict), **words})


def _via_manager(test: Allocation, broker: str) -> Result:
    journal = test.folder / "journal"
    banks = Banks(test.banks)
    opened = SqliteJournal(journal)
    try:
        banks.make_known(opened, time.time_ns() // 1_000_000)
    finally:
        opened.close()
    cycles = int((test.rate_per_s or CYCLES_PER_S[test.via]) * test.seconds)
    boot = f"load{time.time_ns() // 1_000_000_000 % 10**9}"
    command = [*test.command, "--journal", str(journal), "--broker", broker, "--name", boot]
    task = _task(test, journal, broker, cycles, boot)
    if isinstance(task, Visit):
        command += ["--api", f"{task.host}:{task.port}"]
    with Lives(command, journal) as manager, players(task) as process:
        usage = parts.Usage(manager.pid)
        luck = np.random.default_rng(test.seed)
        for _ in range(test.kills):
            look_away(process, luck.uniform(*KILL_AFTER_S))
            manager.kill()
        played = played_by(process)
        cpu_s = None if test.kills else usage.cpu_s
        settle(journal)
    return _reckon(test, journal, played, cpu_s)


CYCLES_PER_S = {"broker": 600, "http": 200}
"""Cycles for each second where no rate is given: how long they take is the result."""


def _task(test: Allocation, journal: Path, broker: str, cycles: int, boot: str) -> Task | Visit:
    """What is played; via HTTP companies get their tokens."""
    faults = (test.lost_permille, test.doubled_permille, test.seed)
    if test.via == "http":
        tokens = test.tokens(journal, COMPANIES)
        return Visit(
            "127.0.0.1", parts.free_port(), tokens, test.banks, cycles, test.rate_per_s, boot,
            *faults,
        )  # fmt: skip
    key = load_key(key_path(journal)).hex()
    return Task(
        broker, test.banks, cycles, test.rate_per_s, test.window, key, boot, *faults, test.cuts
    )


def _reckon(test: Allocation, journal: Path, played: Played, cpu_s: float | None) -> Result:
    opened = SqliteJournal(journal, read_only=True)
    try:
        states = recover(opened)
        again = replay(opened)
    finally:
        opened.close()
    declined = sum(played.declined.values())
    rate = played.cycles / played.seconds
    return _result(
        test,
        judge(played.held, played.openings),
        allocations_per_s=len(played.held) / played.seconds,
        cycles_per_s=rate,
        p50_ms=played.wait_ms(50),
        p99_ms=played.wait_ms(99),
        wishes=len(played.held) + declined,
        leased=len(played.held),
        declined=declined,
        unfinished=played.unfinished,
        cuts=played.cuts,
        left_over=sum(map(_holders, states.values())),
        unmatched=sum(b.unmatched for s in states.values() for b in s.parcels.banks.values()),
        replay_same=again.difference is None and again.snapshot_differs is None,
        cpu_s=cpu_s,
        generator_cpu_s=played.cpu_s,
        seconds=played.seconds,
    )


def _holders(state: PartitionState) -> int:
    assert 0 <= state.partition < PARTITIONS
    return sum(bool(holder) for bank in state.parcels.banks.values() for holder in bank.holders)
