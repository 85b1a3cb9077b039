"""The ingest test: so many messages through one manager, and the ledger that they leave.

Lives here: the run and its reckoning. Not here: processes (`fleet.loadtest.parts`), tables.

published = stored + quarantined + dropped + missing. A message counts as stored when its record
stands in the journal; latency is from the moment it was due to the end of the commit that made it
durable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from devices.wire.topics import PARTITIONS, partition_of
from fleet.adapters.bus.address import read_address
from fleet.adapters.journal.address import JournalAddress, written
from fleet.adapters.journal.opening import open_journal
from fleet.core.coding import decode_decisions, digest
from fleet.core.decisions import Heard
from fleet.core.inputs import Register
from fleet.core.recovery import recover, replay
from fleet.loadtest import parts
from fleet.loadtest.generator import Done, Task
from fleet.loadtest.plan import Load, device_of, site_of
from fleet.ports.journal import Journal
from fleet.service.committing import Fleet
from fleet.service.control import Health

BASELINE = "mosquitto_sub -q 1"
BASELINE_MESSAGES = 200_000
"""Messages of the baseline: some seconds of it."""


@dataclass(frozen=True)
class Ingest:
    """What to test. `command` starts the manager; `broker` "" starts one of our own.

    `journal`: where it writes, an empty database; None for a file of its own.
    """

    load: Load
    command: Sequence[str]
    folder: Path
    broker: str = ""
    with_baseline: bool = True
    with_replay: bool = False
    journal: JournalAddress | None = None

    @property
    def written_to(self) -> JournalAddress:
        """Where the manager writes."""
        return self.journal or self.folder / "journal"


class Result(msgspec.Struct, kw_only=True):
    """What came of it. Rates are messages a second, `rss_mb` is the manager's memory at the end;
    `rss_mb_60_s` after a minute, or at the end of what took less.
    """

    rate_per_s: float
    p50_ms: float
    p99_ms: float
    published: int
    stored: int
    quarantined: int
    dropped: int
    missing: int
    doubled: int
    repeated: int
    baseline: str
    baseline_per_s: float | None
    ratio: float | None
    cpu_s: float
    rss_mb: float
    rss_mb_half: float
    rss_mb_60_s: float
    generator_cpu_s: float
    seconds: float
    commits: int
    devices: int
    replay_same: bool | None
    digest: str


def run_ingest(ingest: Ingest) -> Result:
    """Run the test in `folder`; raises PartMissing."""
    ingest.folder.mkdir(parents=True, exist_ok=True)
    if ingest.broker:
        return _run(ingest, ingest.broker)
    with parts.own_broker(ingest.folder) as broker:
        return _run(ingest, broker)


def _run(ingest: Ingest, broker: str) -> Result:
    journal, timings = ingest.written_to, ingest.folder / "timings"
    _register(journal, ingest.load)
    command = [*ingest.command, "--journal", written(journal), "--broker", broker]
    command += ["--name", f"loadtest-{ingest.load.boot}", "--timings", str(timings)]
    with parts.own_manager(command, journal) as manager:
        usage = parts.Usage(manager.pid)
        done = parts.run_generator(Task(broker, ingest.load), usage.look)
        health = parts.wait_for_stored(journal, lambda h: _settled(h) >= done.acknowledged)
        usage.look()
        cpu_s = usage.cpu_s
    baseline = _baseline(ingest, broker) if ingest.with_baseline else None
    return _reckon(ingest, done, health, usage, cpu_s, baseline)


def _settled(health: Health) -> int:
    return health.counters["stored"] + health.counters["quarantined"] + health.counters["dropped"]


def _register(journal: JournalAddress, load: Load) -> None:
    """Make every device known, in the journal that the manager will begin with."""
    opened = open_journal(journal)
    try:
        fleet = Fleet(opened, range(PARTITIONS))
        numbers = range(load.first, load.first + load.devices)
        requests = [
            (
                partition_of(site_of(n)),
                Register("", "loadtest", f"{site_of(n)}/{device_of(n)}", "bin_sensor"),
            )
            for n in numbers
        ]
        fleet.commit((), requests, 0)
    finally:
        opened.close()


def _baseline(ingest: Ingest, broker: str) -> float:
    load = ingest.load
    messages = max(2, min(load.messages, BASELINE_MESSAGES // load.devices))
    same = replace(load, messages=messages, rate_per_s=0.0, is_baseline=True)
    return parts.baseline_rate(read_address(broker), Task(broker, same))


def _reckon(
    ingest: Ingest,
    done: Done,
    health: Health,
    usage: parts.Usage,
    cpu_s: float,
    baseline: float | None,
) -> Result:
    journal = open_journal(ingest.written_to, read_only=True)
    try:
        states = recover(journal)
        again = replay(journal) if ingest.with_replay else None
        waits_ms, end_ms = _waits_ms(journal, ingest.folder / "timings")
    finally:
        journal.close()
    windows = [
        window for state in states.values() for d in state.devices.values()
        if (window := d.boots.get(ingest.load.boot))
    ]  # fmt: skip
    unique = sum(window.stored + len(window.ahead) for window in windows)
    counters = health.counters
    seconds = max(end_ms - done.began_ms, 1) / 1_000
    rate = counters["stored"] / seconds
    missing = done.published - counters["stored"] - counters["quarantined"] - counters["dropped"]
    p50_ms, p99_ms = (float(np.percentile(waits_ms, q)) for q in (50, 99))
    state = digest(states.values())
    return Result(
        rate_per_s=rate,
        p50_ms=p50_ms,
        p99_ms=p99_ms,
        published=done.published,
        stored=counters["stored"],
        quarantined=counters["quarantined"],
        dropped=counters["dropped"],
        missing=missing,
        doubled=counters["stored"] + counters["lost"] + counters["dropped"] - unique,
        repeated=counters["repeated"],
        baseline=BASELINE,
        baseline_per_s=baseline,
        ratio=None if baseline is None else rate / baseline,
        cpu_s=cpu_s,
        rss_mb=usage.rss_mb[-1],
        rss_mb_half=usage.rss_mb[len(usage.rss_mb) // 2],
        rss_mb_60_s=usage.rss_mb_at(60.0),
        generator_cpu_s=done.cpu_s,
        seconds=seconds,
        commits=health.commits,
        devices=health.devices,
        replay_same=None if again is None else _is_same(again, state),
        digest=state,
    )


def _is_same(again: Any, state: str) -> bool:
    return (
        again.difference is None
        and again.snapshot_differs is None
        and digest(again.states.values()) == state
    )


def _waits_ms(journal: Journal, timings: Path) -> tuple[Any, int]:
    """Latency of every stored message, and when the last was durable.

    The manager notes at each commit how many records it has written and when that was done; records
    come back in the order in which they were written.
    """
    commits = np.fromfile(timings, dtype=np.int64).reshape(-1, 2)
    due_ms = np.fromiter(
        (_due_ms(record.decisions) for record in journal.records({}) if record.now_ms), np.int64
    )
    durable_ms = commits[np.searchsorted(commits[:, 0], np.arange(1, len(due_ms) + 1)), 1]
    stored = due_ms > 0
    return (durable_ms - due_ms)[stored], int(durable_ms[stored].max(initial=0))


def _due_ms(decisions: bytes) -> int:
    first = decode_decisions(decisions)[:1]
    return first[0].time_ms if first and isinstance(first[0], Heard) else 0


def as_document(result: Result) -> dict[str, Any]:
    """The result as plain values."""
    document: dict[str, Any] = msgspec.to_builtins(result)
    return document
