"""What the kernel does not cover, by name.

Lives here: the refusal table, read by the choice of the engine and by the test that lists the
library. Refused is only what a live manager or its work orders decide; today that is nothing.
Not here: the kernel.
"""

from __future__ import annotations

from collections.abc import Callable

from scenarios.schema import Scenario

REFUSALS: dict[str, Callable[[Scenario], bool]] = {}
"""Name of a feature → whether a scenario uses it."""


def refused(scenario: Scenario) -> list[str]:
    """Names of the features of a scenario that the kernel does not cover; empty: it covers all."""
    return [name for name, uses in REFUSALS.items() if uses(scenario)]
