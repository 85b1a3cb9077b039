"""Groups of sites that run with the manager in the loop.

Lives here: the engine of such a run. Not here: the manager (`twin.managed`), batches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenarios.days import Days
from scenarios.initial import HeldParcels
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from twin.engines.reference import engine as reference
from twin.eventlog.log import Write
from twin.managed.counts import I64, MANAGER_COUNTERS
from twin.managed.group import ManagedGroup
from twin.managed.setup import ManagerSetup
from twin.world.plan import Plan


class ManagedRun:
    """Runs groups of one replication with a manager."""

    def __init__(self, manager: ManagerSetup, days: Days, seed: int, replication: int) -> None:
        self._manager = manager
        self._days = days
        self._streams = Streams(seed, replication)
        self.counts: I64 = np.zeros((0, MANAGER_COUNTERS, 0), dtype=np.int64)

    def run_group(
        self,
        plan: Plan,
        traces: Sequence[SiteTrace],
        held: Sequence[HeldParcels | None],
        write: Write,
    ) -> None:
        """The reference engine, with a manager of the group's own; `counts` are of the last one."""
        group = ManagedGroup(plan, self._manager, self._streams, self._days, traces)
        reference.run_group(plan, traces, held, write, group)
        group.end()
        self.counts = group.counts.by_site
        if group.log is not None and self._manager.log_folder is not None:
            name = f"{plan.sites[0].id}-r{self._streams.replication}.parquet"
            group.log.write(self._manager.log_folder / name)
