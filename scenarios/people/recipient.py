"""A recipient: when he comes for his parcel.

Lives here: the sans-IO object that turns latent values into a collection time and lets reminders
and fees move it. Not here: the draws (`scenarios.demand`), the rules (`fleet.policy`).
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.behaviour.collection import (
    answered_collection_ms,
    fee_averse_collection_ms,
    planned_collection_ms,
)


class Recipient:
    """Latent values of one recipient, and `collection_ms`, when he will come as things stand."""

    __slots__ = ("answer_ms", "clock_ms", "collection_ms", "dwell_ms", "fee_lead_ms")

    def __init__(
        self, dwell_ms: int, clock_ms: int, fee_lead_ms: int, answer_ms: Sequence[int]
    ) -> None:
        self.dwell_ms = dwell_ms
        self.clock_ms = clock_ms
        self.fee_lead_ms = fee_lead_ms
        self.answer_ms = answer_ms
        self.collection_ms = -1

    def learn_of_deposit(
        self, deposited_ms: int, overdue_ms: int, first_weekday: int, weekend_permille: int
    ) -> None:
        """Plan the collection once the parcel lies; fees (from `overdue_ms`) are announced."""
        planned_ms = planned_collection_ms(
            deposited_ms, self.dwell_ms, self.clock_ms, first_weekday, weekend_permille
        )
        self.collection_ms = fee_averse_collection_ms(
            planned_ms, deposited_ms, overdue_ms, self.fee_lead_ms
        )

    def receive_reminder(self, number: int, now: int) -> None:
        """A reminder arrives at `now`; it may bring the collection forward."""
        self.collection_ms = answered_collection_ms(
            self.collection_ms, now, self.answer_ms[number], self.clock_ms
        )
