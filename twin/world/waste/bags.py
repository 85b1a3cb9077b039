"""The waste part of a trace as plain integers, for object code.

Lives here: the reading of `WasteTrace`. Not here: draws.
"""

from __future__ import annotations

from scenarios.parts.waste import WasteTrace


class Bags:
    """Drop-offs of a site as lists; empty where the trace has no waste part."""

    def __init__(self, trace: WasteTrace | None) -> None:
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
