"""The reference engine against a bare SimPy model of the same bank.

Lives here: the rows `reference/…`. Not here: the kernel's.
"""

from __future__ import annotations

from twin.bench.bare_simpy import run_bare
from twin.bench.prepared import per_s, prepare, run_once
from twin.bench.rows import Row, best_s, row
from twin.bench.settings import COMPARTMENTS, busy_bank, plain_bank
from twin.engines.reference.engine import run_group

PARCELS = 30_000


class BenchError(RuntimeError):
    """The models disagree on what they count; their speeds say nothing."""


def rows() -> list[Row]:
    """`reference/simpy` (plain bank) and `reference/everything` (all rules on, same baseline)."""
    plain = prepare(plain_bank(PARCELS))
    horizon_ms = plain.plan.rules.horizon_ms
    deposits, rejections = run_bare(plain.traces[0], COMPARTMENTS, horizon_ms)
    if deposits + rejections != plain.parcels or run_once(run_group, plain) < plain.parcels:
        raise BenchError(f"{deposits} + {rejections} of {plain.parcels} parcels")
    bare = plain.parcels / best_s(lambda: run_bare(plain.traces[0], COMPARTMENTS, horizon_ms))
    busy = prepare(busy_bank(PARCELS))
    name = "bare SimPy, a process per parcel"
    return [
        row("reference/simpy", per_s(run_group, plain), "parcels/s", name, bare),
        row("reference/everything", per_s(run_group, busy), "parcels/s", name, bare),
    ]
