"""The plain bank in Cimba: events compiled, the queue in C. Imported where `cimba` is installed.

Lives here: that model, on the gaps, sizes and dwells of a trace. No log, no compartment numbers:
only counts of what is free by size. Not here: timing.
"""

from __future__ import annotations

import cimba as cb  # type: ignore[import-not-found]
import numpy as np

from twin.bench.prepared import Prepared


class CimbaBank(cb.Model):  # type: ignore[misc]
    """A bank of three sizes that counts deposits and rejections."""

    gap: cb.Input[float] = cb.inputs.dist.exponential(mean=1.0)
    size: cb.Input[float] = cb.inputs.dist.exponential(mean=1.0)
    dwell: cb.Input[float] = cb.inputs.dist.exponential(mean=1.0)
    parcels: cb.Param[int] = 1
    free: cb.Array[int] = cb.Array(3)
    deposits: cb.Output[int]
    rejections: cb.Output[int]

    @cb.process  # type: ignore[untyped-decorator]
    def bring_all(self) -> None:
        """Parcel after parcel: the smallest free size that fits, or none."""
        for _ in range(self.parcels):
            cb.hold(self.gap.next())
            taken = int(self.size.next())
            dwell = self.dwell.next()
            while taken < 3 and self.free[taken] == 0:
                taken += 1
            if taken == 3:
                self.rejections += 1
            else:
                self.free[taken] -= 1
                self.deposits += 1
                if taken == 0:
                    cb.schedule(self.collect_small, dwell)
                elif taken == 1:
                    cb.schedule(self.collect_medium, dwell)
                else:
                    cb.schedule(self.collect_large, dwell)

    @cb.event  # type: ignore[untyped-decorator]
    def collect_small(self) -> None:
        """A small compartment is free again."""
        self.free[0] += 1

    @cb.event  # type: ignore[untyped-decorator]
    def collect_medium(self) -> None:
        """A medium compartment is free again."""
        self.free[1] += 1

    @cb.event  # type: ignore[untyped-decorator]
    def collect_large(self) -> None:
        """A large compartment is free again."""
        self.free[2] += 1


def prepare_cimba(prepared: Prepared) -> CimbaBank:
    """The bank with the trace as its inputs."""
    trace, plan = prepared.traces[0], prepared.plan
    bank = CimbaBank()
    bank.parcels = trace.parcels
    bank.free = cb.Array(np.diff(plan.class_first).tolist())
    bank.gap = cb.inputs.trace(np.diff(trace.visit_arrival_ms, prepend=0).astype(np.float64))
    bank.size = cb.inputs.trace(trace.parcel_size.astype(np.float64))
    bank.dwell = cb.inputs.trace(trace.dwell_ms.astype(np.float64))
    return bank


def run_cimba(bank: CimbaBank, horizon_ms: int) -> tuple[int, int]:
    """Deposits and rejections until the horizon."""
    window = cb.Window(warmup=0, duration=float(horizon_ms))
    results = cb.Experiment(bank, replications=1, window=window, seed=1).run()[bank]
    return int(results.deposits.values.sum()), int(results.rejections.values.sum())
