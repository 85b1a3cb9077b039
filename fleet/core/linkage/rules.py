"""What a device's alarms want of it: the defaults, the look-up, the alarms that count.

Lives here: rules with their reasons. Not here: what is told when (`following` beside this), whom
people are pointed to (`neighbours`). docs/alarms.md says the same to people.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fleet.core.alarms.rules import MINUTE_MS, kind_of, site_of
from fleet.core.decisions import Decision
from fleet.core.facts.alarms import Cleared, Held, Raised, Shelved
from fleet.core.facts.links import REST_MS, Link
from fleet.core.facts.orders import Moved, OrderClosed
from fleet.core.state import Device, PartitionState

DEFAULTS: dict[str, Link] = {
    link.alarm: link
    for link in (
        # 满溢报警联动 of the Hangzhou programme: the lid of a full bin, and the way to the next.
        Link("overflow", lock_lid=True, point_to=True),
        Link("bank_full", point_to=True),
        # Goods that are too warm already are not joined by others.
        Link("excursion", take_no_more=True),
    )
}
"""By kind of alarm, where a site has no rule of its own. Only a device that says that its lid can
be locked, or that it has a display, is told anything."""

DOUBTS = frozenset({"implausible", "stuck"})
"""While one of these is up nobody believes the level, so no lid stays locked for it."""

TOLD_MS = 60 * MINUTE_MS
"""How long a device has to obey; afterwards it is told anew as soon as it speaks. Assumed."""


class Wish(NamedTuple):
    """What all its alarms together want of a device."""

    locks: bool
    points: bool
    closes: bool
    alarms: list[str]
    rest_ms: int


class Ahead:
    """Alarms, shelves and orders as they will be once the decisions on an input are applied."""

    def __init__(
        self,
        state: PartitionState,
        key: str,
        decided: Iterable[Decision],
        links: Iterable[Link] | None = None,
    ) -> None:
        """`key`: the device of the input, or its site; `links`: the site's from now on, None: as
        they are.
        """
        self.state = state
        self._links = None if links is None else {link.alarm: link for link in links}
        self._key = key
        self._up: dict[str, set[str]] = {}
        self._shelved: dict[str, bool] = {}
        self._stages: dict[str, str] = {}
        self.values: dict[tuple[str, str], int] = {}
        for decision in decided:
            self._take(decision)

    def _take(self, decision: Decision) -> None:
        if isinstance(decision, Raised | Cleared):
            up = self._of(self._key)
            (up.add if isinstance(decision, Raised) else up.discard)(decision.alarm)
            self.values[self._key, decision.alarm] = decision.value
        elif isinstance(decision, Held):
            self._of(decision.device or self._key).discard(decision.alarm)
        elif isinstance(decision, Shelved):
            self._shelved[decision.alarm] = bool(decision.until_ms)
        elif isinstance(decision, Moved):
            self._stages[decision.order] = decision.state
        elif isinstance(decision, OrderClosed):
            self._stages[decision.order] = "closed"

    def _of(self, key: str) -> set[str]:
        if key not in self._up:
            device = self.state.devices.get(key)
            self._up[key] = set() if device is None else set(device.alarms)
        return self._up[key]

    def up(self, device: Device) -> set[str]:
        """Alarms that are up."""
        found = self._up.get(device.key)
        return set(device.alarms) if found is None else found

    def wish_of(self, device: Device) -> Wish:
        """What is wanted, by the rules of the site; of alarms on the shelf and of work that is
        reported done nothing is.
        """
        up = self.up(device)
        asking: list[tuple[str, Link]] = []
        for alarm in sorted(up):
            link = self._link_of(device.site, kind_of(alarm))
            if link is not None and not self._is_quiet(device, alarm):
                asking.append((alarm, link))
        is_believed = DOUBTS.isdisjoint(up)
        links = [link for _, link in asking]
        return Wish(
            is_believed and any(link.lock_lid for link in links),
            is_believed and any(link.point_to for link in links),
            any(link.take_no_more for link in links),
            [alarm for alarm, _ in asking],
            max((link.rest_ms for link in links), default=REST_MS),
        )

    def _link_of(self, site: str, kind: str) -> Link | None:
        """The site's own rule for a kind of alarm, else the default; None: nothing follows."""
        own = site_of(self.state, site).links if self._links is None else self._links
        return own.get(kind) or DEFAULTS.get(kind)

    def _is_quiet(self, device: Device, alarm: str) -> bool:
        is_shelved = alarm in device.shelved
        if device.key == self._key:
            is_shelved = self._shelved.get(alarm, is_shelved)
        return is_shelved or self._is_done(device, alarm)

    def _is_done(self, device: Device, alarm: str) -> bool:
        """Somebody says that he has done it; the sensor has some time to say so, too."""
        return any(
            self._stages.get(order.name, order.state) == "done"
            for order in site_of(self.state, device.site).orders.values()
            if order.alarm == alarm and order.device == device.key
        )
