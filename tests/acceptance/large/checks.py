"""The acceptance checks of networks larger than a machine: time, memory, load, kills, a cluster.

Lives here: the commands and the bound of each promise, and how their figures are read. Not here:
what the programs do (`whole_run.py`, `kills.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.acceptance.check import Bound, Check, Figure, Finished
from tests.acceptance.readers import NONE, tests_not_passed

TIME = "courtyard run national --days 7: 330,000 banks, 70 M parcels counted, within 5 minutes"
MEMORY = "courtyard run national --days 7: all its processes together stay below 6 GB"
LOADED = "national: figures by region, and some regions above 90 % load"
RESUMED = "national cut down, killed five times and gone on with: the result of a run in peace"
CLUSTER = "On a Dask cluster, one of two workers killed: the digests of a single process"

Read = Callable[[list[Finished]], Figure]

BANKS = 329_000
PARCELS = 70_000_000
ABOVE = 0.9


def seen_of_whole(name: str, unit: str) -> Read:
    """`seconds` or `peak_mb` of a whole run; ValueError where the network was smaller."""

    def figure(finished: list[Finished]) -> Figure:
        seen = json.loads(finished[-1].stdout)
        if seen["banks"] < BANKS or seen["parcels"] < PARCELS:
            raise ValueError(f"{seen['banks']} banks, {seen['parcels']} parcels: not the whole")
        return Figure(seen[name], unit, f"{seen['banks']:,} banks, {seen['parcels']:,} parcels")

    return figure


def regions_above(finished: list[Finished]) -> Figure:
    """Regions whose load is above 90 %."""
    loads = json.loads(finished[-1].stdout)["loads"]
    above = [name for name, load in loads.items() if load > ABOVE]
    says = ", ".join(f"{name} {100 * loads[name]:.0f} %" for name in above)
    return Figure(len(above), "regions", f"of {len(loads)}: {says}")


def results_that_differ(finished: list[Finished]) -> Figure:
    """Results that a run with kills came to, and one without did not."""
    found = json.loads(finished[-1].stdout)
    return Figure(found["differ"], "results", f"{found['kills']} kills")


def _whole(
    name: str, shown_by: str, read: Callable[[list[Finished]], Figure], bound: Bound
) -> Check:
    steps = (("python", "-m", "tests.acceptance.large.whole_run", "--days", "7"),)
    return Check(name, shown_by, steps, read, bound, limit_s=1800)


LARGE: tuple[Check, ...] = (
    _whole("national-time", TIME, seen_of_whole("seconds", "s"), Bound(high=300)),
    _whole("national-memory", MEMORY, seen_of_whole("peak_mb", "MB"), Bound(high=6_000)),
    _whole("national-load", LOADED, regions_above, Bound(low=1)),
    Check(
        name="national-resumed",
        shown_by=RESUMED,
        steps=(("python", "-m", "tests.acceptance.large.kills", "--kills", "5"),),
        figure=results_that_differ,
        bound=NONE,
        limit_s=1800,
    ),
    Check(
        name="cluster-killed-worker",
        shown_by=CLUSTER,
        steps=(("python", "-m", "pytest", "-n", "0", "tests/integration/cluster"),),
        figure=tests_not_passed,
        bound=NONE,
    ),
)
