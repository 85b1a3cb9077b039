"""Parcels beside the lockers: who they are, and what would become of them, for object code.

Lives here: the reading of `CounterTrace`, and the state of a parcel. Not here: draws, events.
"""

from __future__ import annotations

import numpy as np

from scenarios.parts.counters import CounterTrace
from scenarios.people.recipient import Recipient


class Kept:
    """A parcel that a counter takes, or has."""

    __slots__ = (
        "came_ms",
        "company",
        "counter",
        "handed_ms",
        "in_fridge",
        "number",
        "recipient",
        "service_ms",
        "size",
        "temperature",
    )

    def __init__(
        self, number: int, size: int, temperature: int, company: int, counter: int,
        recipient: Recipient, service_ms: int,
    ) -> None:  # fmt: skip
        self.number = number
        self.size = size
        self.temperature = temperature
        self.company = company
        self.counter = counter
        self.recipient = recipient
        self.service_ms = service_ms
        self.handed_ms = -1
        self.came_ms = -1
        self.in_fridge = False


class DirectParcels:
    """Calls and parcels of a site as lists; empty where the trace has no such part."""

    def __init__(self, trace: CounterTrace | None) -> None:
        self.call_ms: list[int] = []
        self.locker_service_ms: list[int] = []
        if trace is None:
            return
        self.call_ms = trace.call_ms.tolist()
        self.call_company: list[int] = trace.call_company.tolist()
        self.call_way: list[int] = trace.call_way.tolist()
        self.call_counter: list[int] = trace.call_counter.tolist()
        self.first: list[int] = trace.call_first_parcel.tolist()
        calls = np.arange(trace.calls)
        self.call_of: list[int] = np.repeat(calls, np.diff(trace.call_first_parcel)).tolist()
        self.size: list[int] = trace.size.tolist()
        self.temperature: list[int] = trace.temperature.tolist()
        self.at_home: list[int] = trace.at_home.tolist()
        self.lobby_ms: list[int] = trace.lobby_ms.tolist()
        self.locker_service_ms = trace.locker_service_ms.tolist()
        self._dwell_ms: list[int] = trace.dwell_ms.tolist()
        self._clock_ms: list[int] = trace.clock_ms.tolist()
        self._service_ms: list[int] = trace.service_ms.tolist()

    def kept(self, parcel: int, number: int) -> Kept:
        """Parcel `parcel` of the trace, known at its site as `number`, for its call's counter."""
        call = self.call_of[parcel]
        return Kept(
            number, self.size[parcel], self.temperature[parcel], self.call_company[call],
            self.call_counter[call],
            Recipient(self._dwell_ms[parcel], self._clock_ms[parcel], -1, ()),
            self._service_ms[parcel],
        )  # fmt: skip
