"""What the load test of allocation asks for: banks, wishes, names.

Lives here: who stands where, and the banks made known. Not here: when anything is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from devices.wire.topics import PARTITIONS, partition_of
from fleet.core.inputs import Furnish, Register, Request
from fleet.ports.journal import Journal
from fleet.service.committing import Fleet

CLASSES = (50, 30, 20)
"""Compartments of each size class: the shares of small and medium parcels are those of real
e-commerce parcels, 24, 45 and 21 of 90 (computed from public order data), rounded up to what a
bank of 100 may hold while a small one may take a larger compartment."""

SITES = 64


@dataclass(frozen=True)
class Banks:
    """So many banks, one at each place."""

    count: int

    def key(self, number: int) -> str:
        """SITE/DEVICE of a bank: sites take turns."""
        return f"load{number % SITES}/bank{number}"

    def partition(self, number: int) -> int:
        """Its partition."""
        return partition_of(f"load{number % SITES}")

    def make_known(self, journal: Journal, now_ms: int) -> None:
        """Register and furnish them, in the journal that a manager will begin with."""
        fleet = Fleet(journal, range(PARTITIONS))
        fleet.commit((), [(self._home(asked), asked) for asked in self.requests()], now_ms)

    def requests(self) -> list[Request]:
        """What makes them known to a manager."""
        keys = [self.key(number) for number in range(self.count)]
        registered: list[Request] = [Register("", "loadtest", key, "bank") for key in keys]
        return registered + [Furnish("", "loadtest", key, list(CLASSES)) for key in keys]

    def _home(self, asked: Request) -> int:
        return partition_of(asked.device.partition("/")[0])


SIZES = (0, 1, 0, 2, 0, 1, 0, 2, 1, 0)
"""Size classes of the wishes of a bank, over and over: in the proportion of its compartments."""


def size_of(turn: int) -> int:
    """Size class of the wish that a bank has at its `turn`-th turn."""
    return SIZES[turn % len(SIZES)]
