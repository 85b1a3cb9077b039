"""How the kernel grows: more parcels at one bank, more banks, and the memory that it takes.

Lives here: the rows `kernel/growth-…` and `kernel/peak-memory`. Not here: other contestants.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path

from scenarios.days import lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.streams import Streams
from scenarios.trace import PARCEL_ARRAYS
from twin.bench.prepared import Prepared, prepare, run_once
from twin.bench.rows import Row, best_each_s, row
from twin.bench.settings import plain_bank
from twin.engines.kernel.engine import run_group
from twin.world.plan import plan_groups

PARCELS = (10**3, 10**4, 10**5, 10**6, 10**7)
BANKS = (1, 10, 100, 1_000, 10_000)
PARCELS_A_BANK = 1_000
TRACES = 50
"""Different traces that the banks share in turn: drawing them is not what is timed."""

MEMORY_PARCELS = 10**6
UNIT = "parcels/s"
MIB = 2**20


def rows() -> list[Row]:
    """Speed over parcels and over banks, each against the smallest; memory beside the trace."""
    by_parcels = [_speed_at(parcels) for parcels in PARCELS]
    by_banks = [_speed_over(banks) for banks in BANKS]
    return [
        *(
            row(f"kernel/growth-{parcels}-parcels", speed, UNIT, "1,000 parcels", by_parcels[0])
            for parcels, speed in zip(PARCELS, by_parcels, strict=True)
        ),
        *(
            row(f"kernel/growth-{banks}-banks", speed, UNIT, "1 bank", by_banks[0])
            for banks, speed in zip(BANKS, by_banks, strict=True)
        ),
        _peak_memory(),
    ]


def _speed_at(parcels: int) -> float:
    prepared = prepare(plain_bank(parcels))
    (second,) = best_each_s([lambda: run_once(run_group, prepared)])
    return prepared.parcels / second


def _speed_over(banks: int) -> float:
    """Banks of 1,000 parcels each at as many sites, one group after the other."""
    scenario = plain_bank(PARCELS_A_BANK * banks, banks)
    days = lay_out_days(scenario)
    plans = list(plan_groups(scenario, days))
    compiler, streams = SiteCompiler(scenario, days), Streams(1, 0)
    traces = [compiler.compile(plan.sites[0], streams) for plan in plans[:TRACES]]
    groups = [
        Prepared(scenario, plan, (trace,))
        for plan, trace in zip(plans, islice(cycle(traces), banks), strict=True)
    ]
    (second,) = best_each_s([lambda: [run_once(run_group, group) for group in groups]])
    return sum(group.parcels for group in groups) / second


def _peak_memory() -> Row:
    """Peak of a process that draws a trace and runs it, and the trace's own size."""
    call = f"from twin.bench.growth import run_and_weigh; run_and_weigh({MEMORY_PARCELS})"
    ended = subprocess.run([sys.executable, "-c", call], check=True, capture_output=True, text=True)
    peak_mib, trace_mib = map(float, ended.stdout.split())
    return row("kernel/peak-memory", peak_mib, "MiB", f"trace of {MEMORY_PARCELS:,}", trace_mib)


def run_and_weigh(parcels: int) -> None:
    """Run in a process of its own: writes its peak and the size of the trace, in MiB.

    The peak is the kernel's own count (`getrusage` would count the parent's before the start).
    """
    prepared = prepare(plain_bank(parcels))
    run_once(run_group, prepared)
    (peak_kib,) = (
        int(line.split()[1])
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        if line.startswith("VmHWM:")
    )
    trace = prepared.traces[0]
    size = sum(getattr(trace, name).nbytes for name in PARCEL_ARRAYS)
    sys.stdout.write(f"{peak_kib / 1024} {size / MIB}")
