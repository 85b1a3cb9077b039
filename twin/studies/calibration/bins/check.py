"""The scenario of a log, run in the twin and looked at as the log was.

Lives here: its readings at the log's interval, in the log's steps, and the same figures of them.
Not here: the fit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from devices.physics.fill import fill_permille
from scenarios.days import DAY_MS
from scenarios.expand import SitePlace
from scenarios.logs.cleaning.dropped import Dropped
from scenarios.logs.cleaning.levels import CleanLevels
from scenarios.logs.fill_levels import BinLog, FillLog
from scenarios.schema import Scenario
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, TIME, Records, bank_of, volume_ml_of
from twin.studies.calibration.bins.seen import NAMES, WHOLE_PERMILLE, Seen, figures, look
from twin.studies.calibration.estimate import Checked, Estimate
from twin.studies.exporting.kept import KeptRun, run_kept
from twin.studies.running.setup import RunGroup

I64 = npt.NDArray[np.int64]

CHANGES = tuple(map(int, (Kind.DROP_OFF, Kind.CLEARING, Kind.EMPTYING)))
"""Records after which a bin holds something else."""
HELD = 2
"""The first figures of `seen.NAMES`: emptying rate and full share."""
SETTLE_DAYS = 14
"""Days before readings count: bins begin empty."""


def check(
    scenario: Scenario, engine: RunGroup, seen: Seen, found: list[Estimate], replications: int
) -> list[Checked]:
    """Emptying rate and full share of so many replications, beside those of the log.

    Bins count as often as they have readings in the log.
    """
    counts = np.zeros(seen.by_bin.shape)
    for number in range(replications):
        run = run_kept(scenario, engine, CHANGES, replication=number)
        counts += look(_as_log(run, seen)).by_bin
    weights = seen.by_bin.sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    shown = figures((counts * weights[:, None]).sum(axis=0))
    by_name = {each.path: each for each in found}
    return [
        Checked(name, by_name[name].value, by_name[name].low, by_name[name].high, float(shown[at]))
        for at, (name, _, _) in enumerate(NAMES[:HELD])
        if name in by_name
    ]


def _as_log(run: KeptRun, seen: Seen) -> CleanLevels:
    """The run as the log would have told it."""
    times = np.arange(SETTLE_DAYS * DAY_MS, run.days.horizon_ms + 1, seen.interval_ms) - 1
    bins = [_bin(records, place, times[1:], seen) for place, records in run.sites]
    log = FillLog("the twin", run.days.first, run.days.count, 0, {}, tuple(bins))
    return CleanLevels(log, Dropped(), False, 0, ())


def _bin(records: Records, place: SitePlace, times: I64, seen: Seen) -> BinLog:
    own = records[bank_of(records) == len(place.banks)]
    capacity_ml = place.points[0].bins[0].capacity_ml
    held = np.where(own[:, KIND] == Kind.EMPTYING, 0, volume_ml_of(own))
    last = np.searchsorted(own[:, TIME], times, side="right") - 1
    true = np.array(
        [fill_permille(int(held[at]), capacity_ml) if at >= 0 else 0 for at in last], dtype=np.int64
    )
    told = np.minimum(true, WHOLE_PERMILLE) // seen.step_permille * seen.step_permille
    threshold = seen.threshold_permille if seen.threshold_permille >= 0 else 800
    line = np.zeros(len(times), dtype=np.int64)
    return BinLog(
        place.id, "", None, None, line, times, told, np.full(len(times), threshold, dtype=np.int64)
    )
