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


def _run(scenario: str, *more: str) -> tuple[str, ...]:
    short = ("--replications", "1", "--days", "2", "--set", "run.warmup_days=3")
    return ("courtyard", "run", scenario, *short, "--json", *more)


MANAGED: tuple[Check, ...] = (
    Check(
        "manager-in-the-twin", SAME_WORLD,
        (_run("yiyuan", "--manager"), _run("yiyuan", "--engine", "reference")),
        sites_that_differ, NONE, limit_s=1800,
    ),
    Check(
        "manager-bad-network", NEVER_TWICE,
        (("python", "-m", "tests.acceptance.managed.seeds", "--seeds", "200", "--days", "1"),),
        none_of("double_leases", "doubled_openings", "fences_back", "differs", of="leases"),
        NONE, limit_s=1800,
    ),
)  # fmt: skip
