"""Two engines on one trace: their logs side by side.

Lives here: running both, comparing to the byte, counting ties, parcels held drawn by seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.days import HOUR_MS, lay_out_days
from scenarios.demand import SiteCompiler
from scenarios.initial import HeldParcels
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace, combine_digests
from twin.engines.kernel import engine as kernel
from twin.engines.reference import engine as reference
from twin.eventlog.difference import first_difference
from twin.eventlog.events import Kind
from twin.eventlog.log import LogDigest, Write
from twin.eventlog.record import KIND, TIME, Records
from twin.eventlog.table import EVENT_TABLE
from twin.studies.running.setup import RunGroup
from twin.world.plan import Plan, plan_groups

HAPPENED = tuple(
    int(kind)
    for kind, entry in EVENT_TABLE.items()
    if (entry.scheduled and entry.recorded)
    or kind in {Kind.DEPOSIT, Kind.REJECTION, Kind.OVERSIZE, Kind.LANDED, Kind.COUNTER_SERVICE}
)
"""One record for each event that waited in the queue (of PRESENT one of three, DROP_OFF of two)."""


@dataclass(frozen=True)
class Case:
    """What engines are given: one group of sites, its traces, what lies there."""

    plan: Plan
    traces: tuple[SiteTrace, ...]
    held: tuple[HeldParcels | None, ...]


def cases(
    scenario: Scenario, seed: int = 1, unit_ms: int = 1, held_share: float = 0.0
) -> list[Case]:
    """Every group of a scenario with traces rounded to `unit_ms`.

    `held_share` of the compartments hold a parcel at time 0.
    """
    days = lay_out_days(scenario)
    compiler = SiteCompiler(scenario, days, unit_ms)
    streams = Streams(seed, 0)
    found = []
    for plan in plan_groups(scenario, days):
        traces = tuple(compiler.compile(place, streams) for place in plan.sites)
        generator = np.random.default_rng(seed)
        held = tuple(
            draw_held(plan, site, held_share, unit_ms, generator) if held_share else None
            for site in range(len(plan.sites))
        )
        found.append(Case(plan, traces, held))
    return found


def draw_held(
    plan: Plan, site: int, share: float, unit_ms: int, generator: np.random.Generator
) -> HeldParcels:
    """Parcels in about `share` of a site's compartments, laid in over the last 60 hours."""
    banks: list[int] = []
    sizes: list[int] = []
    numbers: list[int] = []
    first, stop = plan.site_first_bank[site], plan.site_first_bank[site + 1]
    for bank in range(first, stop):
        for size_class in range(plan.sizes):
            row = bank * plan.classes + size_class
            for position in range(plan.class_first[row], plan.class_first[row + 1]):
                if generator.random() < share:
                    banks.append(bank - first)
                    sizes.append(int(generator.integers(0, size_class + 1)))
                    numbers.append(plan.position_number[position])
    count = len(banks)
    reminders = len(plan.rules.reminder_after_ms)

    def times(high_h: int, none_share: float = 0.0, columns: int = 1) -> np.ndarray:
        drawn = generator.integers(1, high_h * HOUR_MS, (count, columns)) // unit_ms * unit_ms
        return np.where(generator.random((count, columns)) < none_share, -1, drawn)

    return HeldParcels(
        bank=np.array(banks, dtype=np.int64),
        compartment=np.array(numbers, dtype=np.int64),
        size=np.array(sizes, dtype=np.int64),
        company=generator.integers(-1, 2, count),
        deposited_ms=-times(60)[:, 0],
        dwell_ms=times(90)[:, 0],
        clock_ms=times(24, none_share=0.5)[:, 0],
        answer_ms=times(30, none_share=0.5, columns=reminders),
        fee_lead_ms=times(5, none_share=0.7)[:, 0],
    )


def logs(run: RunGroup, case: Case) -> list[Records]:
    """The log of each site of a case."""
    parts: list[list[Records]] = [[] for _ in case.traces]

    def keep(site: int, block: Records) -> None:
        parts[site].append(block.copy())

    run(case.plan, case.traces, case.held, keep)
    return [np.concatenate(blocks) for blocks in parts]


def digest(run: RunGroup, case: Case) -> str:
    """The digest over the logs of all sites."""
    digests = [LogDigest() for _ in case.traces]
    write: Write = lambda site, block: digests[site].add(block)  # noqa: E731
    run(case.plan, case.traces, case.held, write)
    return combine_digests(each.hexdigest() for each in digests)


def compare(case: Case, fast: RunGroup = kernel.run_group) -> list[Records]:
    """Run both engines, fail with the first differing record; returns the logs."""
    slow, quick = logs(reference.run_group, case), logs(fast, case)
    for site, (left, right) in enumerate(zip(slow, quick, strict=True)):
        difference = first_difference([left], [right])
        assert difference is None, f"site {site}, reference and kernel: {difference}"
    assert digest(fast, case) == combine_digests(_digest_of(log) for log in slow)
    return slow


def _digest_of(log: Records) -> str:
    digest = LogDigest()
    digest.add(log)
    return digest.hexdigest()


def tied_share(site_logs: Sequence[Records]) -> tuple[int, int]:
    """Events that share their time with another event of their group, and all events."""
    records = np.concatenate(site_logs)
    times = records[np.isin(records[:, KIND], HAPPENED), TIME]
    _, counts = np.unique(times, return_counts=True)
    return int(counts[counts > 1].sum()), len(times)
