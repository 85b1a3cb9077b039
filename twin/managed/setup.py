"""What a run with its manager needs beside the run's own set-up.

Lives here: the set-up alone, which every run reads, so that a run without a manager starts without
it. Not here: what is made of it (`twin.managed.group`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fleet.core.facts.orders import Configure
from scenarios.schema import Scenario
from twin.managed.wire.fates import CALM, WireFaults

Works = Callable[[str], Configure]
"""How a site works: rules of its alarms, chains, rosters and plans."""


@dataclass(frozen=True, slots=True)
class ManagerSetup:
    """What a run with its manager needs beside the run's own set-up: the faults of its network, how
    many compartments of each size are lent to every bank (the smallest first), and the folder for
    the log of messages and decisions, where one is wanted. With a `scenario` the sensors and
    cameras of its waste points and its cold cells stand in the loop, and its staff, who work as
    `works` says.
    """

    faults: WireFaults = CALM
    log_folder: Path | None = None
    lend: tuple[int, ...] = ()
    scenario: Scenario | None = None
    works: Works | None = None
