"""Laying faults into the kernel's memory, and what is refused before.

Lives here: rules, outages and components of a group as the arrays of `compiled.columns.faults`;
traces of faults that do not fit their plan. Not here: running.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenarios.trace import SiteTrace
from twin.engines.kernel.arrays import Array, Buffers
from twin.engines.kernel.compiled import memory as at
from twin.engines.kernel.compiled.columns import faults as of
from twin.engines.kernel.compiled.columns.faults import Faults
from twin.world.faults.plan import KIND_SHIFT
from twin.world.plan import Plan


class FaultArrays:
    """Faults of a plan as arrays; kept for the next trace of the same plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rules = self.repairs = self.outages = self.begins = _flat([])
        self.sites = np.zeros((0, of.FAULT_SITE_WIDTH), dtype=np.int64)
        self.most_banks = 0
        if plan.faults is None:
            return
        rules = plan.faults.rules
        self.rules = _flat(
            [
                rules.offline_codes, rules.opening_delay_ms, rules.opening_from_ms,
                rules.opening_to_ms, rules.opening_helps, rules.return_ms,
            ]
        )  # fmt: skip
        self.repairs = _flat(
            [[r.response_ms, r.from_clock_ms, r.to_clock_ms] for r in rules.repairs]
        )
        self.outages = _flat([[each.kind, each.from_ms, each.to_ms] for each in rules.outages])
        self.begins = _flat(
            [[site, number] for site, own in enumerate(plan.faults.outages) for number in own]
        )
        self.sites = np.zeros((len(plan.sites), of.FAULT_SITE_WIDTH), dtype=np.int64)
        self.sites[:, of.FIRST_OWN] = plan.site_first_bank[:-1]
        self.sites[:, of.STOP_OWN] = plan.site_first_bank[1:]
        bins = [sum(len(point.bins) for point in place.points) for place in plan.sites]
        self.sites[:, of.FIRST_BIN_OF] = np.cumsum(bins) - bins
        self.most_banks = int(np.diff(plan.site_first_bank).max())

    def waiting(self, traces: Sequence[SiteTrace]) -> int:
        """Events that are entered before the run."""
        if self.plan.faults is None:
            return 0
        components = sum(0 if each.faults is None else each.faults.components for each in traces)
        return components + len(self.begins)


def lay_out_faults(
    arrays: FaultArrays, traces: Sequence[SiteTrace], bins: int, buffers: Buffers, state: Array
) -> Faults:
    """Faults as they stand before the first event; enters into `state` what depends on it."""
    plan = arrays.plan
    used = plan.faults is not None
    given = [trace.faults for trace in traces] if used else []
    sites = arrays.sites.copy()
    components: list[list[int]] = []
    row = returns = 0
    for site, trace in enumerate(given):
        sites[site, of.FIRST_COMPONENT] = len(components)
        if trace is not None:
            sites[site, [of.RETURN_AT, of.RETURNS]] = returns, len(trace.return_ms)
            returns += len(trace.return_ms)
            for kind, number, first, stop in zip(
                trace.kind.tolist(), trace.number.tolist(), trace.first[:-1].tolist(),
                trace.first[1:].tolist(), strict=True,
            ):  # fmt: skip
                entity = (kind << KIND_SHIFT) | number
                components.append([site, entity, row + first, row + stop])
            row += len(trace.operating_ms)
        sites[site, of.STOP_COMPONENT] = len(components)
    banks = np.zeros((plan.banks if used else 0, of.FAULT_BANK_WIDTH), dtype=np.int64)
    banks[:, of.SHUT_SINCE] = at.NONE
    whole = [trace for trace in given if trace is not None]
    columns = {
        name: buffers.join(f"faults {name}", [getattr(each, name) for each in whole], np.int64)
        for name in ("operating_ms", "work_ms", "door", "return_ms")
    }
    state[at.ROOM] = max(int(state[at.ROOM]), arrays.most_banks + at.PLAIN_ROOM)
    return Faults(
        rules=arrays.rules,
        repairs=arrays.repairs,
        outages=arrays.outages,
        begins=arrays.begins,
        sites=sites.reshape(-1),
        banks=banks.reshape(-1),
        components=_flat(components),
        **columns,
        silent=buffers.fill("silent", bins if used else 0, 0),
        repair_due=buffers.fill("repair_due", len(plan.position_number) if used else 0, at.NONE),
    )


def check_faults(plan: Plan, site: int, trace: SiteTrace) -> None:
    """Raise ValueError where the faults of a trace do not fit the plan of its site."""
    if plan.faults is None or trace.faults is None:
        return
    place = plan.sites[site]
    wrong = trace.faults.fault(
        banks=len(place.banks),
        bins=sum(len(point.bins) for point in place.points),
        horizon_ms=plan.rules.horizon_ms,
    )
    if wrong is not None:
        name, value, bound = wrong
        raise ValueError(f"faults.{name} = {value}: must be {bound}")


def _flat(rows: Sequence[int] | Sequence[Sequence[int]]) -> Array:
    return np.array(rows, dtype=np.int64).reshape(-1)
