"""Whoever is told of faults as they come and go.

Lives here: what is told, and the one who looks away. Not here: what fails when
(`twin.world.faults.breakdowns`), what a manager makes of it (`twin.managed.away`).
"""

from __future__ import annotations


class Witness:
    """Is told of each change once the world has written it down; this one looks away.

    Banks and positions are numbered as in the plan of the group.
    """

    def door_changed(self, now: int, bank: int, position: int, is_jammed: bool) -> None:
        """A door jams, or moves again."""

    def component_changed(self, now: int, bank: int, kind: int, is_down: bool) -> None:
        """One reason more why something that a bank needs is down, or one less: MAINS, NETWORK or
        TERMINAL (`scenarios.parts.faults`). Reasons add up.
        """
