"""Couriers and recipients at banks, and what was truly seen there.

Lives here: who comes when, parcels that are announced or carried to a second bank, the history of
every compartment. Not here: the network (`tests.acceptance.offline.network`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from devices.simulator import acts
from devices.simulator.bodies.lockers import LockerBank
from devices.wire.envelope import Message
from devices.wire.happenings import Collected, Deposited, DepositedAlone, DoorMoved
from fleet.core.inputs import Ask
from fleet.core.parcels.decisions import Leased
from fleet.loadtest.allocation.history import Held, Opening
from tests.acceptance.offline.network import Network

COMPANY = "twin"
"""The company of the simulated terminals."""


@dataclass
class Seen:
    """What happened at doors, in the order in which it did; moments count up."""

    moment: float = 0.0
    held: dict[str, Held] = field(default_factory=dict)
    openings: list[Opening] = field(default_factory=list)
    laid: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    laid_alone: int = 0
    collected: int = 0
    collected_alone: int = 0

    def tick(self) -> float:
        """The next moment."""
        self.moment += 1.0
        return self.moment


def watched(seen: Seen) -> Callable[..., LockerBank]:
    """Makes the bodies of banks that are watched."""

    def make(key: str, *parts: Any) -> LockerBank:
        body = WatchedBank(*parts)
        body.seen, body.key = seen, key
        return body

    return make


class WatchedBank(LockerBank):
    """A bank at whose doors somebody stands and takes notes, connected or not."""

    seen: Seen
    key: str

    def tell(self, kind: type[Message], **fields: Any) -> None:
        """Note what becomes of a compartment before it is told."""
        at = self.seen.tick()
        if kind in {Deposited, DepositedAlone}:
            number, lease = fields["compartment"], fields["lease"]
            fence = self._fences[number]
            held = Held(self.key, number, lease, fence, at - 0.5, at, -1.0)
            self.seen.held[lease] = held
            parcel = self._by_number[number].contents
            self.seen.laid.setdefault(f"p{parcel}", []).append((self.key, number))
            self.seen.laid_alone += kind is DepositedAlone
        elif kind is Collected:
            self.seen.held[fields["lease"]].left = at
            self.seen.collected += 1
            self.seen.collected_alone += bool(fields.get("alone"))
        elif kind is DoorMoved and fields.get("command") and fields["door"] == "open":
            number = fields["compartment"]
            self.seen.openings.append(
                Opening(self.key, number, fields["command"], self._fences[number], at)
            )
        super().tell(kind, **fields)


@dataclass(frozen=True)
class Habits:
    """So many deposits a bank and day; recipients come after up to `dwell_h`.

    In ‰ of parcels: announced to another bank by reservation; carried to another bank, too, while
    one of both is cut off.
    """

    deposits: int
    dwell_h: int = 36
    announced: int = 0
    carried_twice: int = 0


class People:
    """Who comes to the banks of a network; times are drawn before, from a seed."""

    def __init__(self, network: Network, seen: Seen, habits: Habits, hours: int, seed: int) -> None:
        self._network = network
        self._seen = seen
        self._habits = habits
        self._chance = np.random.default_rng(seed)
        self._reserved: dict[str, tuple[str, float]] = {}
        self._classes = next(iter(network.places.values())).body.model.class_first
        self._free = {key: list(range(self._classes[-1], 0, -1)) for key in network.places}
        self._agenda: list[tuple[int, int, str, int, int]] = []
        parcel = 0
        for key in network.places:
            for _ in range(habits.deposits * hours // 24):
                parcel += 1
                at_ms = network.now_ms + int(self._chance.integers(hours * 3_600_000))
                self._agenda.append((at_ms, 0, key, parcel, 0))
        self._agenda.sort(reverse=True)
        self.parcels = parcel

    def next_ms(self) -> int | None:
        """When somebody comes next."""
        return self._agenda[-1][0] if self._agenda else None

    def come(self) -> None:
        """Everybody whose time it is."""
        while self._agenda and self._agenda[-1][0] <= self._network.now_ms:
            _, what, key, parcel, number = self._agenda.pop()
            if what == 0:
                self._bring(key, parcel)
            else:
                self._network.act(key, acts.TakeOut(number))
                self._free[key].insert(0, number)

    def _bring(self, key: str, parcel: int) -> None:
        """A courier; what he calls a compartment stands for the parcel, which is of its class."""
        habits = self._habits
        if self._draws(habits.announced):
            self._announce(self._other(key), parcel)
        places, other = self._network.places, self._other(key)
        is_one_away = not all(places[each].session.is_connected for each in (key, other))
        is_carried_on = key != other and is_one_away and self._draws(habits.carried_twice)
        self._lay(key, parcel, is_awaited=not is_carried_on)
        if is_carried_on:
            self._lay(other, parcel)

    def _lay(self, key: str, parcel: int, *, is_awaited: bool = True) -> None:
        if not self._free[key]:
            return
        number = self._free[key].pop()
        self._network.act(key, acts.PutIn(number, parcel))
        if not is_awaited:
            return
        stays_ms = int(self._chance.integers(1, self._habits.dwell_h * 3_600_000))
        self._agenda.append((self._network.now_ms + stays_ms, 1, key, parcel, number))
        self._agenda.sort(reverse=True)

    def _draws(self, permille: int) -> bool:
        return self._chance.random() * 1_000 < permille

    def _other(self, key: str) -> str:
        site = key.partition("/")[0]
        others = [k for k in self._network.places if k != key and k.startswith(f"{site}/")]
        return others[self._chance.integers(len(others))] if others else key

    def _announce(self, key: str, parcel: int) -> None:
        if self._network.fleet is None:
            return
        asked = self._seen.tick()
        wish = Ask(
            f"http-{parcel}", COMPANY, key, COMPANY, f"pt-{parcel}", 0, f"r{parcel}",
            hold_ms=24 * 3_600_000,
        )  # fmt: skip
        decided = self._network.ask(wish)
        for one in decided:
            if isinstance(one, Leased):
                held = Held(key, one.position + 1, one.lease, 0, asked, self._seen.tick(), -1.0)
                self._seen.held[one.lease] = held
                self._reserved[one.lease] = (key, held.told)

    def look(self) -> None:
        """Which reservations have an end: given up after they were last seen to hold."""
        known = {
            lease: record
            for state in self._network.states()
            for lease, record in state.parcels.leases.items()
        }
        for lease, (key, seen_at) in list(self._reserved.items()):
            record = known.get(lease)
            if record is None or record.ended:
                self._seen.held[lease].left = seen_at + 0.25
                del self._reserved[lease]
            else:
                self._reserved[lease] = (key, self._seen.tick())
