"""What people ask of a rollout, and what partitions write to one another of it.

Lives here: requests and letters, stored as arrays: fields are only ever added at the end, with a
default. Not here: what they are about (`rollouts` beside this), when they go
(`fleet.core.rollouts.letters`).
"""

from __future__ import annotations

from msgspec import Struct

from fleet.core.facts.rollouts import RolloutPlan, Tally


class Roll(Struct, frozen=True, array_like=True, tag="ru"):
    """Somebody steers a rollout. `device`: its NAME; `act`: create, start, pause, resume, abort."""

    request: str
    by: str
    device: str
    act: str
    plan: RolloutPlan | None = None


class Steer(Struct, frozen=True, array_like=True, tag="ps"):
    """A letter of the owner to a partition: this is the plan, and how far it goes now."""

    request: str
    by: str
    device: str
    partition: int
    owner: int
    plan: RolloutPlan
    state: str
    wave: int
    boundary: int


class Count(Struct, frozen=True, array_like=True, tag="pc"):
    """A letter of a partition to the owner: so it stands with us."""

    request: str
    by: str
    device: str
    partition: int
    sender: int
    tally: Tally


class Carried(Struct, frozen=True, array_like=True, tag="pd"):
    """Letters of a partition that are there, by name, with their numbers."""

    request: str
    by: str
    device: str
    partition: int
    letters: dict[str, int]


Letter = Steer | Count
