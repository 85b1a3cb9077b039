"""What the manager in the loop does not serve, by name.

Lives here: the refusal table. Not here: what the kernel does not cover, options.
"""

from __future__ import annotations

from collections.abc import Callable

from scenarios.days import Days
from scenarios.expand import count_sites
from scenarios.schema import Scenario

MAX_SITES = 1_000
"""More would take hours: the manager weighs every message."""


MAX_CLASSES = 16
"""Classes of compartments that a wish can name (`devices.wire.fields.SizeClass`)."""

REFUSALS: dict[str, Callable[[Scenario, Days], bool]] = {
    f"cold cells beside more than {MAX_CLASSES // 3} sizes (a wish names one of {MAX_CLASSES} "
    "classes)": lambda s, d: s.temperatures * len(s.sizes) > MAX_CLASSES,
    f"more than {MAX_SITES:,} sites": lambda s, d: count_sites(s) > MAX_SITES,
}
"""Name of a feature → whether a run uses it."""


def refused(scenario: Scenario, days: Days) -> list[str]:
    """Names of what a run has that the manager cannot serve; empty: it serves all."""
    return [name for name, uses in REFUSALS.items() if uses(scenario, days)]
