"""The waste part of a trace as plain integers, for object code.

Lives here: the reading of its parts for waste points. Not here: draws.
"""

from __future__ import annotations

from typing import NamedTuple

from scenarios.parts.sensors import SensorTrace
from scenarios.parts.waste import WasteTrace
from scenarios.parts.watch import WatchTrace


class Brought(NamedTuple):
    """A bag as it is brought to a point: badly sorted, with which habit, abnormal how."""

    point: int
    mixed: int
    habit: int
    abnormal: int


class Bags:
    """Drop-offs of a site as lists; empty where the trace has no waste part.

    `watch` and `sensors` are those parts of the trace, as they stand there.
    """

    def __init__(
        self,
        trace: WasteTrace | None,
        watch: WatchTrace | None = None,
        sensors: SensorTrace | None = None,
    ) -> None:
        self.watch = watch
        self.sensors = sensors
        if trace is None:
            self.drop_ms: list[int] = []
            return
        self.drop_ms = trace.drop_ms.tolist()
        self.household: list[int] = trace.drop_household.tolist()
        self.point: list[int] = trace.drop_point.tolist()
        self.stream: list[int] = trace.drop_stream.tolist()
        self.mass_g: list[int] = trace.drop_mass_g.tolist()
        self.mixed: list[int] = trace.drop_mixed.tolist()
        self.habit: list[int] = trace.drop_habit.tolist()
        self.landed_ms: list[int] = trace.drop_landed_ms.tolist()
        self._noise = trace.noise_milli
        self._noisy = trace.noise_milli.shape != (1, 1)

    def noise_milli(self, position: int, slot: int) -> int:
        """Latent noise of a bin's sensor in a slot."""
        return int(self._noise[position, slot]) if self._noisy else 0

    def brought(self, number: int, point: int, supervised: bool) -> Brought:
        """Drop-off `number` at a point, where a supervisor is or is not."""
        watch = self.watch
        if watch is None:
            return Brought(point, self.mixed[number], self.habit[number], 0)
        if supervised:
            return Brought(
                point,
                int(watch.present_mixed[number]),
                int(watch.present_habit[number]),
                int(watch.present_abnormal[number]),
            )
        abnormal = int(watch.drop_abnormal[number])
        return Brought(point, self.mixed[number], self.habit[number], abnormal)
