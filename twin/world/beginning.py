"""Runs that begin in the middle of a day.

Lives here: a plan cut to a span of time. Not here: what stands at the beginning
(`scenarios.initial`), what comes after it (the traces).
"""

from __future__ import annotations

from dataclasses import replace

from twin.world.plan import Plan


def begin_at(plan: Plan, begin_ms: int, horizon_ms: int) -> Plan:
    """`plan` from `begin_ms` up to `horizon_ms`, which its own horizon may not be before.

    Traces and parcels held are then those of that span. Raises ValueError for an empty span, and
    for parts whose state at a moment no plan can say: components that fail, cold cells, counters,
    supervisors, worn sensors.
    """
    if not 0 <= begin_ms < horizon_ms <= plan.rules.horizon_ms:
        raise ValueError(
            f"begin_ms = {begin_ms}, horizon_ms = {horizon_ms}: must ascend from 0 to "
            f"{plan.rules.horizon_ms}"
        )
    waste = plan.waste
    parts = {
        "faults": plan.faults is not None,
        "cold": plan.cold is not None,
        "counters": plan.counter is not None,
        "supervision": waste is not None and waste.rules.watches,
        "worn sensors": waste is not None and waste.rules.wears,
    }
    for name, is_there in parts.items():
        if is_there and begin_ms > 0:
            raise ValueError(f"{name}: a run with it must begin at time 0, not at {begin_ms} ms")
    if waste is not None:
        waste = replace(waste, rules=replace(waste.rules, begin_ms=begin_ms, horizon_ms=horizon_ms))
    rules = replace(plan.rules, begin_ms=begin_ms, horizon_ms=horizon_ms)
    return replace(plan, rules=rules, waste=waste)
