"""Oracle cases: which measure of a run a closed form speaks of.

Lives here: the case. Not here: which cases a scenario has (`twin.studies.verify.recognise`), what a
run measured (`twin.studies.verify.measured`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Measure = Literal[
    "rejection_share",
    "rejections",
    "occupied_at_hour",
    "terminal_wait_s",
    "overflow_share",
    "overflow_litres_per_emptying",
    "alarm_delay_min",
    "bank_up_share",
    "bank_down_share",
]


@dataclass(frozen=True, slots=True)
class OracleCase:
    """One closed form: the measure it speaks of (of a size class, or of all) and its value.

    `hour` is set for `occupied_at_hour` only: the hour of the day whose mean occupied compartments
    are meant.
    """

    name: str
    measure: Measure
    analytic: float
    size: str | None = None
    hour: int | None = None
