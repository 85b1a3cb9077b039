"""The checks of the manager in the loop, each beside the promise it stands behind.

Lives here: commands and bounds. Not here: how a check is carried out (`tests.acceptance.check`).
"""

from __future__ import annotations

from tests.acceptance.check import Check
from tests.acceptance.readers import NONE, none_of, sites_that_differ

SAME_WORLD = "run yiyuan --manager equals the run without it in every event of the world"

NEVER_TWICE = (
    "Over 200 seeded runs with a faulty broker, banks cut off and a manager that is killed: leases "
    "linearizable, no double lease, no door opened twice for one command"
)


SAME_WITH_FAULTS = (
    "Without offline codes the manager changes no event where doors jam, terminals break, a "
    "network and the mains are lost"
)

SAME_WITH_SENSORS = (
    "Nor where sensors and cameras of waste points are heard, alarms go up and orders escalate, "
    "and no staff work on them"
)

SAME_WITH_COLD = "Nor where parcels are chilled, through a heat wave and a cut of the mains"


def _run(scenario: str, *more: str, days: int = 2, warmup_days: int = 3) -> tuple[str, ...]:
    short = ("--replications", "1", "--days", str(days), "--set", f"run.warmup_days={warmup_days}")
    return ("courtyard", "run", scenario, *short, "--json", *more)


def _same(name: str, promise: str, scenario: str, days: int, warmup_days: int) -> Check:
    """A library scenario with and without its manager."""
    span = {"days": days, "warmup_days": warmup_days}
    return Check(
        name, promise,
        (_run(scenario, "--manager", **span), _run(scenario, "--engine", "reference", **span)),
        sites_that_differ, NONE, limit_s=1800,
    )  # fmt: skip


MANAGED: tuple[Check, ...] = (
    _same("manager-in-the-twin", SAME_WORLD, "yiyuan", 2, 3),
    _same("manager-with-faults", SAME_WITH_FAULTS, "outage@no-plan", 6, 1),
    _same("manager-with-cold-cells", SAME_WITH_COLD, "heatwave", 12, 1),
    _same("manager-with-waste-points", SAME_WITH_SENSORS, "hangzhou@digital", 1, 1),
    Check(
        "manager-bad-network", NEVER_TWICE,
        (("python", "-m", "tests.acceptance.managed.seeds", "--seeds", "200", "--days", "1"),),
        none_of("double_leases", "doubled_openings", "fences_back", "differs", of="leases"),
        NONE, limit_s=1800,
    ),
)  # fmt: skip
