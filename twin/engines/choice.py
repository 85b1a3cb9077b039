"""The choice of the engine.

Lives here: names of engines and which one `auto` takes. Not here: the engines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scenarios.initial import HeldParcels
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from twin.eventlog.log import Write
from twin.world.plan import Plan

RunGroup = Callable[[Plan, Sequence[SiteTrace], Sequence[HeldParcels | None], Write], None]

ENGINES = ("auto", "reference", "kernel")


class EngineError(ValueError):
    """An unknown engine, or one that does not cover the scenario."""

    clear = True


def choose(name: str, scenario: Scenario) -> tuple[str, RunGroup]:
    """Name and function of an engine.

    `auto` is the kernel where it covers the scenario, else the reference. Raises EngineError for
    an unknown name, and for `kernel` with what it refuses.
    """
    if name not in ENGINES:
        raise EngineError(f"--engine = {name!r}: must be one of {', '.join(ENGINES)}")
    if name != "reference":
        from twin.engines.kernel.refusals import refused

        missing = refused(scenario)
        if not missing:
            from twin.engines.kernel.engine import run_group as kernel

            return "kernel", kernel
        if name == "kernel":
            raise EngineError(f"the kernel does not cover: {', '.join(missing)}")
    from twin.engines.reference.engine import run_group as reference

    return "reference", reference
