"""What a study is asked: promises, confidence, how the answer is looked for.

Lives here: the question. Not here: how a target is read (`twin.studies.target`).
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.days import Days
from scenarios.schema import Scenario
from twin.studies.running.cluster import Callers
from twin.studies.running.setup import RunGroup
from twin.studies.target import Target


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do it: a scenario, and the variant that it is (None: as it stands).

    With `title` (in Chinese `title_zh`) it is called so for people.
    """

    variant: str | None
    scenario: Scenario
    days: Days
    title: str | None = None
    title_zh: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: promises, confidence, and how the answer is looked for.

    `fresh` simulates anew what is kept of an earlier study of the same question. With `cluster` its
    workers simulate, in the place of `jobs` processes of this machine.
    """

    targets: tuple[Target, ...]
    confidence: float
    seed: int
    analytic: bool
    engine: RunGroup
    jobs: int | None = None
    fresh: bool = False
    cluster: Callers | None = None

    @property
    def loss_bound(self) -> float | None:
        """The bound on rejections over all days, where one is promised."""
        bounds = [
            target.bound
            for target in self.targets
            if target.figure == "rejection_share" and target.label is None
        ]
        return min(bounds) if bounds else None
