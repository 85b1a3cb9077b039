"""The library, cut down: covered by the kernel, and the same log in both engines."""

from __future__ import annotations

from itertools import islice

import pytest

from scenarios.reading.library import names, read_scenario
from scenarios.schema import Scenario
from tests.equality.both import cases, compare
from twin.engines.kernel.refusals import REFUSALS, refused

GROUPS = 2
"""Groups of sites that are run of each scenario."""

SITES_OF_A_REGION = 6
"""Sites of each region that are run of a network of regions: of `national` 100 banks."""


def _variants(name: str) -> list[str]:
    found = read_scenario(name, Scenario).scenario.variants
    return [name, *(f"{name}@{variant}" for variant in found)]


LIBRARY = [variant for name in names() for variant in _variants(name)]


def _short(name: str) -> Scenario:
    """A library scenario over two days, of which one counts; a network of regions cut down, and
    one whose planned rounds make all sites a single group.
    """
    overrides = ["run.days=1", "run.warmup_days=1"]
    whole = read_scenario(name, Scenario).scenario
    if whole.regions:
        overrides.append(f"regions.*.sites={SITES_OF_A_REGION}")
    if any(service.kind == "dynamic" for service in whole.collection):
        overrides.append("sites.*.count=1")
    return read_scenario(name, Scenario, overrides).scenario


def test_every_library_scenario_is_covered() -> None:
    """Library × covered: the kernel refuses no scenario, and the table of refusals is empty."""
    covered = {name: not refused(_short(name)) for name in LIBRARY}
    assert covered == dict.fromkeys(LIBRARY, True)
    assert REFUSALS == {}


@pytest.mark.parametrize("name", LIBRARY)
def test_library_scenario_gives_the_same_log(name: str) -> None:
    """The first groups of sites, by the millisecond and with ties at one minute; of a network of
    regions some sites of each.
    """
    scenario = _short(name)
    for unit_ms in (1, 60_000):
        found = cases(scenario, 1, unit_ms)
        for case in found if scenario.regions else islice(found, GROUPS):
            compare(case)
