"""The twin as a manager's forecaster, in a process of its own.

Lives here: the injection, for the manager and for the command. Not here: the study
(`twin.studies.forecast`), the schedule (`fleet.service.ahead.foreseeing`).
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from courtyard.inputs import InputError
from courtyard.options import load_scenario

if TYPE_CHECKING:
    from fleet.ports.forecast import Foretold, Snapshot
    from twin.studies.forecast.study import Forecasts

LOCAL = "local"
"""The word for the zone of this machine."""


def forecasts_of(
    scenario: str, settings: Sequence[str] = (), *, futures: int, by_hour: float,
    horizon_h: float, zone: str = "",
    seed: int = 1, jobs: int | None = 1,
) -> Forecasts:  # fmt: skip
    """Forecasts by a scenario of the library or a file. Raises InputError, ScenarioError."""
    from twin.studies.forecast.simulate import BATCH
    from twin.studies.forecast.study import Forecasts

    if futures < BATCH or futures % BATCH:
        raise InputError(f"--futures = {futures}: must be a multiple of {BATCH}")
    loaded = load_scenario(scenario, settings).scenario
    name = _zone(zone, loaded.time_zone)
    return Forecasts(loaded, scenario, futures, seed, by_hour, horizon_h, name, jobs)


def _zone(zone: str, of_scenario: str) -> str:
    """The zone's name: given, this machine's, or the scenario's. Raises InputError."""
    import zoneinfo

    if zone == LOCAL:
        minutes = dt.datetime.now().astimezone().utcoffset()
        hours = 0 if minutes is None else round(minutes.total_seconds() / 3600)
        return f"Etc/GMT{-hours:+d}"
    name = zone or of_scenario
    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InputError(f"zone {zone!r}: no known time zone") from None
    return name


class ForecastProcess:
    """A `fleet.ports.forecast.Forecaster` whose work is done by one process, started when needed.

    The manager's loop shares the interpreter with its threads, so computing in one of them would
    hold up every message.
    """

    def __init__(self, forecasts: Forecasts) -> None:
        self._forecasts = forecasts
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        self._executor = ProcessPoolExecutor(1, mp_context=context)

    def foretell(self, snapshot: Snapshot, edits: Sequence[str] = ()) -> Foretold:
        """What will be; waits for it."""
        return self._executor.submit(_make, self._forecasts, snapshot, tuple(edits)).result()

    def close(self) -> None:
        """End the process; what it is at is dropped."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def _make(forecasts: Forecasts, snapshot: Snapshot, edits: tuple[str, ...]) -> Foretold:
    return forecasts.foretell(snapshot, edits)
