"""`courtyard run --manager`: what the option makes of a run.

Lives here: the check that the manager serves it, words of faults, the set-up with it. Not here: the
manager in the loop (`twin.managed`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from courtyard.inputs import InputError

if TYPE_CHECKING:
    from twin.managed.setup import Works
    from twin.managed.wire.fates import WireFaults
    from twin.studies.running.setup import Setup

FAULTS: dict[str, tuple[str, float]] = {
    "lost": ("lost_permille", 999),
    "doubled": ("doubled_permille", 1_000),
    "cuts": ("cuts_per_day", 1_000),
    "cut-s": ("cut_s", 86_400),
    "ends": ("ends_per_day", 1_000),
    "end-s": ("end_s", 86_400),
    "broker-ends": ("broker_ends_per_day", 1_000),
    "broker-end-s": ("broker_end_s", 86_400),
}
"""Word of --faults → the field of `WireFaults`, and the highest value."""

MOST_DELAY_MS = 600_000


def with_manager(
    name: str,
    setup: Setup,
    engine: str,
    is_wanted: bool,
    faults: Sequence[str],
    lend: Sequence[int] = (),
) -> tuple[str, Setup]:
    """Engine name and set-up, with the manager in the loop where it is wanted; raises InputError
    where it serves not everything that the run has, and for faults and loans without it.
    """
    if not is_wanted:
        if faults:
            raise InputError("--faults: of a network that only a manager has; say --manager")
        if lend:
            raise InputError("--lend: only a manager lends; say --manager")
        return name, setup
    from twin.engines.reference.engine import NAME, run_group
    from twin.managed.refusals import refused
    from twin.managed.setup import ManagerSetup
    from twin.studies.results import MANAGER_FOLDER

    if engine == "kernel":
        raise InputError("--manager: stands in the loop of the reference engine alone")
    check_lending(lend, len(setup.scenario.sizes) * setup.scenario.temperatures)
    missing = refused(setup.scenario, setup.days)
    if missing:
        raise InputError(f"--manager: does not serve {'; '.join(missing)}")
    folder = None
    if setup.log == "full" and setup.log_folder is not None:
        folder = setup.log_folder.with_name(MANAGER_FOLDER)
    staff = setup.scenario.staff
    works = None if staff is None else works_of(staff.rules, "staff.rules")
    manager = ManagerSetup(read_faults(faults), folder, tuple(lend), setup.scenario, works)
    return NAME, replace(setup, engine=run_group, manager=manager)


def works_of(rulebook: str, where: str) -> Works:
    """How sites with staff work, by the run's own clock; raises InputError, which begins with
    `where` the rulebook is named.
    """
    from courtyard.site_files import read_rulebook
    from fleet.adapters.rulebook.reading import configure
    from scenarios.reading.errors import ScenarioError

    try:
        book = read_rulebook(rulebook)
    except (InputError, ScenarioError) as error:
        raise InputError(f"{where}: {error}") from None
    local = book.model_copy(update={"utc_offset_min": 0})
    return partial(configure, local, by="scenario")


def check_lending(lend: Sequence[int], classes: int) -> None:
    """Raises InputError where no bank of so many classes can be lent that."""
    from devices.wire.fields import LOANS_MOST

    if len(lend) > classes or any(number < 0 for number in lend) or sum(lend) > LOANS_MOST:
        raise InputError(
            f"--lend = {' '.join(map(str, lend))}: 0 or more for each of at most {classes} "
            f"classes, {LOANS_MOST} in all"
        )


def read_faults(words: Sequence[str]) -> WireFaults:
    """Faults of the network out of WORD=VALUE; raises InputError with the word and its bound."""
    from twin.managed.wire.fates import WireFaults

    fields: dict[str, Any] = {}
    for text in words:
        word, _, value = text.partition("=")
        if word == "delay":
            fields["delay_ms"] = _delay_ms(text, value)
        elif word in FAULTS:
            name, most = FAULTS[word]
            fields[name] = _number(text, value, most)
        else:
            known = ", ".join(["delay", *FAULTS])
            raise InputError(f"--faults = {text!r}: WORD=VALUE with one of {known}")
    return WireFaults(**fields)


def _number(text: str, value: str, most: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 <= number <= most:
        raise InputError(f"--faults = {text!r}: a number from 0 to {most:g} is expected")
    return number


def _delay_ms(text: str, value: str) -> tuple[int, int]:
    low, _, high = value.partition("..")
    try:
        least, most = int(low), int(high or low)
    except ValueError:
        least, most = 1, 0
    if not 0 <= least <= most <= MOST_DELAY_MS:
        raise InputError(
            f"--faults = {text!r}: delay=MIN..MAX in ms is expected, 0 to {MOST_DELAY_MS}"
        )
    return least, most
