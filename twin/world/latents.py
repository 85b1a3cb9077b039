"""Latent values of a trace as plain integers, for object code.

Lives here: the reading of `SiteTrace` rows (one row stands for all parcels). Not here: draws.
"""

from __future__ import annotations

from scenarios.people.recipient import Recipient
from scenarios.trace import SiteTrace


class Latents:
    """The arrays of a site's trace as lists; every method takes a parcel number."""

    def __init__(self, trace: SiteTrace) -> None:
        self.arrival_ms: list[int] = trace.visit_arrival_ms.tolist()
        self.company: list[int] = trace.visit_company.tolist()
        self.first_bank: list[int] = trace.visit_bank.tolist()
        self.first_parcel: list[int] = trace.visit_first_parcel.tolist()
        self.size: list[int] = trace.parcel_size.tolist()
        self._temperature: list[int] = trace.parcel_temperature.tolist()
        self._dwell_ms: list[int] = trace.dwell_ms.tolist()
        self._clock_ms: list[int] = trace.clock_ms.tolist()
        self._handling_ms: list[list[int]] = trace.handling_ms.tolist()
        self._answer_ms: list[list[int]] = trace.answer_ms.tolist()
        self._fee_lead_ms: list[int] = trace.fee_lead_ms.tolist()
        self._at_home: list[list[int]] = trace.at_home.tolist()
        self._lobby_ms: list[int] = trace.lobby_ms.tolist()

    def temperature(self, parcel: int) -> int:
        """Temperature class."""
        return self._temperature[parcel if len(self._temperature) > 1 else 0]

    def recipient(self, parcel: int) -> Recipient:
        """The recipient with his latent values."""
        return Recipient(
            self._dwell_ms[parcel if len(self._dwell_ms) > 1 else 0],
            self._clock_ms[parcel if len(self._clock_ms) > 1 else 0],
            self._fee_lead_ms[parcel if len(self._fee_lead_ms) > 1 else 0],
            self._answer_ms[parcel if len(self._answer_ms) > 1 else 0],
        )

    def handling_ms(self, parcel: int, presented: int) -> int:
        """Time at the terminal; `presented` = times presented before."""
        row = self._handling_ms[parcel if len(self._handling_ms) > 1 else 0]
        return row[min(presented, len(row) - 1)]

    def at_home(self, parcel: int, days_presented: int) -> int:
        """1 where somebody would open the door on that day."""
        row = self._at_home[parcel if len(self._at_home) > 1 else 0]
        return row[min(days_presented, len(row) - 1)]

    def lobby_ms(self, parcel: int) -> int:
        """How long it would lie on the lobby floor."""
        return self._lobby_ms[parcel if len(self._lobby_ms) > 1 else 0]
