"""`courtyard run --manager`: what the option makes of a run.

Lives here: the check that the manager serves it, the set-up with it. Not here: the manager in the
loop (`twin.managed`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from courtyard.inputs import InputError

if TYPE_CHECKING:
    from twin.studies.running.setup import Setup


def with_manager(setup: Setup, engine: str) -> tuple[str, Setup]:
    """Engine name and set-up with the manager in the loop; raises InputError where it serves not
    everything that the run has.
    """
    from twin.engines.reference.engine import NAME, run_group
    from twin.managed.group import ManagerSetup
    from twin.managed.refusals import refused

    if engine == "kernel":
        raise InputError("--manager: stands in the loop of the reference engine alone")
    missing = refused(setup.scenario, setup.days)
    if setup.held:
        missing.append("--initial (no lease was made for parcels that lie there already)")
    if missing:
        raise InputError(f"--manager: does not serve {'; '.join(missing)}")
    return NAME, replace(setup, engine=run_group, manager=ManagerSetup())
