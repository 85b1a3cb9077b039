"""What befalls devices and changes nothing of what people do: doors left open, wrong clocks …

Lives here: the fields. Not here: faults that stop a device (`scenarios.schema.faults`), the draws
(`scenarios.demand.troubles`), what a device makes of it (`devices.simulator`).
"""

from __future__ import annotations

from typing import Literal

from scenarios.schema.base import Model, quantity
from scenarios.schema.faults import Work

TroubleKind = Literal[
    "door_left_open", "door_forced", "clock_wrong", "sensor_stuck", "sensor_wild"
]  # fmt: skip
TROUBLES: tuple[TroubleKind, ...] = (
    "door_left_open", "door_forced", "clock_wrong", "sensor_stuck", "sensor_wild",
)  # fmt: skip
"""Of a bank: a compartment's door stays open; one is forced. Of a bank, a bin's sensor or a camera:
its clock is wrong. Of a bin's sensor: it repeats its last echo; its echoes stray. The position here
is the code in streams."""


class Trouble(Model):
    """How often it befalls each device that it can befall, at random, and how long it lasts.

    Times between the end of one and the next are exponential. They happen to devices alone: a run's
    log is the same with and without.
    """

    id: TroubleKind
    every_h: float = quantity(unit="h", says="mean time from one to the next", ge=0.1, le=1e8)
    lasts: Work
    off_min: float = quantity(
        30.0, unit="min", says="of a wrong clock: how far it is off, either way", gt=0, le=1_200
    )
