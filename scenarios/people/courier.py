"""A courier on a visit: which parcels are on board, which were rejected, which leg it is.

Lives here: the sans-IO object. Not here: where banks stand (`twin.world.plan`), how long anything
takes.
"""

from __future__ import annotations

from typing import Generic, TypeVar

Parcel = TypeVar("Parcel")


class Courier(Generic[Parcel]):
    """One visit. On each leg the parcels on board are presented in order."""

    __slots__ = (
        "arrived_ms",
        "bank",
        "company",
        "first_bank",
        "leg",
        "on_board",
        "presented",
        "rejected",
        "site",
        "travel_ms",
        "visit",
    )

    def __init__(self, site: int, visit: int, company: int, first_bank: int) -> None:
        self.site = site
        self.visit = visit
        self.company = company
        self.first_bank = first_bank
        self.bank = first_bank
        self.leg = 0
        self.arrived_ms = -1
        self.travel_ms = 0
        self.presented = 0
        self.on_board: list[Parcel] = []
        self.rejected: list[Parcel] = []

    def next_parcel(self) -> Parcel | None:
        """The parcel to be presented next, None when all were."""
        if self.presented < len(self.on_board):
            return self.on_board[self.presented]
        return None

    def go_on(self, bank: int, travel_ms: int) -> None:
        """Set out for the next leg with what was rejected."""
        self.leg += 1
        self.bank = bank
        self.travel_ms = travel_ms
        self.on_board, self.rejected = self.rejected, []
        self.presented = 0
