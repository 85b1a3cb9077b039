"""The compiled kernel against C, the other engine and other models of the same bank.

Lives here: the rows `kernel/…` but those of growth (`twin.bench.growth`). Not here: the models.
Contestants are called in turn and read the same trace; all write (or, where they write no log,
count) the same, which is compared outside the timing.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from time import perf_counter

from scenarios.days import lay_out_days
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.bench import growth
from twin.bench.bare_simpy import run_bare
from twin.bench.c_loop import CLoop, find_compiler
from twin.bench.prepared import Prepared, digest, prepare, prepare_groups, run_once
from twin.bench.reference import BenchError
from twin.bench.rows import Row, best_each_s, row
from twin.bench.settings import COMPARTMENTS, busy_bank, plain_bank
from twin.engines.kernel.engine import run_group
from twin.engines.reference.engine import run_group as run_reference
from twin.figures.counters import TallyLayout
from twin.figures.tally import SiteTally

PARCELS = 1_000_000
BUSY_PARCELS = 300_000
FEW_PARCELS = 200_000
"""For the models in plain Python: they are a hundred times slower."""

REPEATS = 7
FEW_REPEATS = 2
UNIT = "parcels/s"

CHECKED_EVERY = 10
"""Groups of which the digests are compared: the reference engine takes its time."""

COMPOUNDS = "hangzhou"
WEEK = ("run.days=7", "run.warmup_days=0")
"""The library's compounds with waste points, and what is set over the file."""

Act = Callable[[], object]


def rows() -> list[Row]:
    """All rows of `courtyard bench kernel`."""
    return [
        *_against_c(),
        *_against_python(),
        *_at_waste_points(),
        *_against_cimba(),
        *_ways(),
        *growth.rows(),
    ]


def _against(name: str, prepared: Prepared, baseline: str, act: Act, repeats: int = REPEATS) -> Row:
    """The kernel against one other contestant on the same trace."""
    own_s, other_s = best_each_s([partial(run_once, run_group, prepared), act], repeats)
    return row(name, prepared.parcels / own_s, UNIT, baseline, prepared.parcels / other_s)


def _against_c() -> list[Row]:
    """`kernel/c`, `kernel/c-everything`; without a compiler the kernel alone, with a word."""
    plain, busy = prepare(plain_bank(PARCELS)), prepare(busy_bank(BUSY_PARCELS))
    compiler = find_compiler()
    if compiler is None:
        says = "skipped: no C compiler here"
        return [
            row("kernel/c", _per_s(plain), UNIT, says),
            row("kernel/c-everything", _per_s(busy), UNIT, says),
        ]
    loop = CLoop(compiler)
    _agree("C", digest(run_group, plain), loop.plain_digest(plain))
    _agree("C, everything on", digest(run_group, busy), loop.busy_digest(busy))
    return [
        _against(
            "kernel/c", plain, "C loop, -O3 -march=native, same log", lambda: loop.plain(plain)
        ),
        _against(
            "kernel/c-everything",
            busy,
            "C loop with couriers, reminders and overdue rule, same log",
            lambda: loop.busy(busy),
        ),
    ]


def _against_python() -> list[Row]:
    """`kernel/simpy`, `kernel/reference`, `kernel/reference-everything`."""
    plain, busy = prepare(plain_bank(FEW_PARCELS)), prepare(busy_bank(FEW_PARCELS))
    for prepared in (plain, busy):
        _agree("reference", digest(run_group, prepared), digest(run_reference, prepared))
    horizon_ms = plain.plan.rules.horizon_ms
    contestants: list[tuple[str, Prepared, str, Act]] = [
        (
            "kernel/simpy",
            plain,
            "bare SimPy, a process per parcel",
            lambda: run_bare(plain.traces[0], COMPARTMENTS, horizon_ms),
        ),
        ("kernel/reference", plain, "reference engine", lambda: run_once(run_reference, plain)),
        (
            "kernel/reference-everything",
            busy,
            "reference engine, everything on",
            lambda: run_once(run_reference, busy),
        ),
    ]
    return [_against(*contestant, repeats=FEW_REPEATS) for contestant in contestants]


def _at_waste_points() -> list[Row]:
    """`kernel/waste`: a week of drop-offs at all compounds, one group after the other."""
    groups = prepare_groups(read_scenario(COMPOUNDS, Scenario, WEEK).scenario)
    for prepared in groups[::CHECKED_EVERY]:
        _agree("reference", digest(run_group, prepared), digest(run_reference, prepared))
    drop_offs = sum(prepared.drop_offs for prepared in groups)
    own_s, other_s = best_each_s(
        [
            lambda: [run_once(run_group, prepared) for prepared in groups],
            lambda: [run_once(run_reference, prepared) for prepared in groups],
        ],
        FEW_REPEATS,
    )
    baseline = "reference engine, same compounds"
    return [row("kernel/waste", drop_offs / own_s, "drop-offs/s", baseline, drop_offs / other_s)]


def _against_cimba() -> list[Row]:
    """`kernel/cimba`, where it is installed."""
    if find_spec("cimba") is None:
        return []
    from twin.bench.cimba_bank import prepare_cimba, run_cimba

    plain = prepare(plain_bank(PARCELS))
    bank, horizon_ms = prepare_cimba(plain), plain.plan.rules.horizon_ms
    few = prepare(plain_bank(FEW_PARCELS))
    few_ms = few.plan.rules.horizon_ms
    _agree(
        "Cimba",
        run_cimba(prepare_cimba(few), few_ms),
        run_bare(few.traces[0], COMPARTMENTS, few_ms),
    )
    return [
        _against("kernel/cimba", plain, "Cimba, counts only", lambda: run_cimba(bank, horizon_ms))
    ]


def _ways() -> list[Row]:
    """The kernel with the trace drawn anew, with figures, and on two threads."""
    scenario = plain_bank(PARCELS)
    plain = prepare(scenario)
    alone, whole, drawn, figures = (
        plain.parcels / second
        for second in best_each_s(
            [
                lambda: run_once(run_group, plain),
                lambda: run_once(run_group, prepare(scenario)),
                lambda: prepare(scenario),
                lambda: _tally(plain),
            ]
        )
    )
    one_s, two_s = best_each_s(
        [lambda: run_once(run_group, plain), lambda: _on_two_threads(plain)], clock=perf_counter
    )
    without = "kernel alone, trace given"
    return [
        row("kernel/end-to-end", whole, UNIT, without, alone),
        row("kernel/trace-generation", drawn, UNIT, without, alone),
        row("kernel/with-figures", figures, UNIT, without, alone),
        row(
            "kernel/two-threads",
            2 * plain.parcels / two_s,
            UNIT,
            "one thread, by the wall clock",
            plain.parcels / one_s,
        ),
    ]


def _tally(prepared: Prepared) -> None:
    """Run and fold the log into counters, block by block."""
    days = lay_out_days(prepared.scenario)
    tally = SiteTally(
        TallyLayout(
            banks=prepared.plan.banks,
            classes=prepared.plan.classes,
            companies=len(prepared.scenario.couriers.companies),
            warmup_days=days.warmup_days,
            measured_days=days.measured_days,
        )
    )
    run_group(prepared.plan, prepared.traces, [None], lambda _, block: tally.add(block))
    tally.close()


def _per_s(prepared: Prepared) -> float:
    (second,) = best_each_s([lambda: run_once(run_group, prepared)])
    return prepared.parcels / second


def _on_two_threads(prepared: Prepared) -> None:
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(run_once, run_group, prepared) for _ in range(2)]:
            future.result()


def _agree(name: str, ours: object, theirs: object) -> None:
    if ours != theirs:
        raise BenchError(f"kernel and {name} disagree on the same trace: {ours} and {theirs}")
