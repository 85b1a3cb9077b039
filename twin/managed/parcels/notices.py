"""Notices of the manager reach people in the twin.

Lives here: what `fleet.service.noticing` does through channels, done at once: the code is made,
drawn again where another is equal, and the notice is noted as sent. Not here: what people make of
it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from devices.codes import bank_key, code_of
from fleet.core.decisions import Decision
from fleet.core.inputs import Redraw, Told
from fleet.core.parcels.state import Notice
from fleet.core.state import PartitionState
from fleet.service.entries import code_to_send
from twin.managed.manager import Manager

Hear = Callable[[int, Notice, str], None]
"""Somebody hears: (now, notice, code)."""

BY = "noticing"

CODES_KEPT = 16_384
"""Codes that need not be made again; more than a group of banks has open."""


class Notices:
    """Sends what waits at a manager after each commit."""

    def __init__(self, manager: Manager, fleet_key: bytes, hear: Hear) -> None:
        self._manager = manager
        self._hear = hear
        self._key_of = lru_cache(maxsize=4_096)(lambda bank: bank_key(fleet_key, bank))
        # Nobody's secret: codes of a simulation may be remembered.
        self._code_of = lru_cache(maxsize=CODES_KEPT)(code_of)
        self._asked: set[tuple[int, int]] = set()

    def turn(self, now: int) -> None:
        """Everything that waits; twice only where the manager ended before it was noted."""
        for state in self._manager.states:
            for number, notice in list(state.parcels.notices.items()):
                if (state.partition, number) not in self._asked:
                    self._one(now, state, number, notice)

    def _one(self, now: int, state: PartitionState, number: int, notice: Notice) -> None:
        lease = state.parcels.leases.get(notice.lease)
        told = Told("", BY, notice.bank, [], [], [], {})
        if lease is None or lease.ended:
            told.moot.append(number)
        else:
            code = code_to_send(self._key_of(notice.bank), state.parcels, lease, self._code_of)
            if not code:
                again = Redraw("", BY, notice.bank, lease.lease, lease.draw + 1)
                self._manager.ask(state.partition, again, _nothing)
                return
            self._hear(now, notice, code)
            told.sent.append(number)
        self._asked.add((state.partition, number))

        def noted(now: int, decided: list[Decision] | None) -> None:
            self._asked.discard((state.partition, number))

        self._manager.ask(state.partition, told, noted)


def _nothing(now: int, decided: list[Decision] | None) -> None:
    """What was drawn again is looked at after the next commit."""
