"""The faults of the world as its banks and their broker have them.

Lives here: from a component that fails to a bank that is off line, from a door that jams to what
the bank says of it. Not here: what fails when (`twin.world.faults`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devices.simulator.acts import NETWORK
from scenarios.parts import faults
from twin.managed.away import reach
from twin.managed.away.reach import Reach
from twin.managed.parcels.banks import BankThere
from twin.world.faults.witness import Witness

_CAUSES = {
    faults.MAINS: reach.MAINS,
    faults.NETWORK: NETWORK,
    faults.TERMINAL: reach.TERMINAL,
}


class BankFaults(Witness):
    """Of one group. `settle` lets everything happen that is due."""

    def __init__(
        self, banks: Sequence[BankThere], reach: Reach, settle: Callable[[int], None]
    ) -> None:
        self._banks = banks
        self._reach = reach
        self._settle = settle

    def door_changed(self, now: int, bank: int, position: int, is_jammed: bool) -> None:
        """The bank says so, now or when it can."""
        there = self._banks[bank]
        there.body.door_changed(position)
        there.link.flush(now)
        self._settle(now)

    def component_changed(self, now: int, bank: int, kind: int, is_down: bool) -> None:
        """The bank is off line, or has one reason less to be. What it says while its power goes
        arrives, where the network lets it.
        """
        if is_down and kind == faults.MAINS:
            self._reach.last_words(now, bank)
            self._settle(now)
        (self._reach.lose if is_down else self._reach.regain)(now, bank, _CAUSES[kind])
        self._settle(now)
