"""A device takes up another firmware: what it is told and tells of it.

Lives here: between the wire and the two slots (`devices.models.updater`), the trial's end. Not
here: how bytes come (`devices.simulator.shell.loading`), envelopes (`devices.simulator.session`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from devices.models.updater import Offer, Updater, UpdateRefused
from devices.simulator.bodies.hull import Answer
from devices.wire.presence import Firmware
from devices.wire.steering import Install

HEALTH_MS = 60_000
"""How long a firmware on trial is watched before it is found healthy or not; assumed."""


class Updating:
    """The firmware of a simulated device. `unfit`: versions that turn out unhealthy on it.

    `health_ms`: when a trial ends, None for no trial.
    """

    def __init__(self, model: str, born_with: Firmware, trusted: Sequence[bytes]) -> None:
        self.updater = Updater(model, born_with.version, born_with.slot, trusted)
        self.unfit: set[str] = set()
        self.health_ms: int | None = None
        self._updated_ms = born_with.updated_ms

    def start(self) -> None:
        """The device starts, whatever stopped it."""
        self.health_ms = None
        self.updater.boot()

    def firmware(self) -> Firmware:
        """What runs, as a birth says it."""
        version, slot = self.updater.running
        return Firmware(
            version=version, slot="a" if slot == "a" else "b", updated_ms=self._updated_ms
        )

    def install(self, command: Install, unsafe: str) -> Answer:
        """Begin to load, unless something speaks against it; `unsafe`: what does now, or ""."""
        if unsafe:
            return Answer("refused", unsafe)
        offer = Offer(
            command.rollout, command.version, tuple(command.models), command.size,
            command.sha256, command.signature, command.address,
        )  # fmt: skip
        try:
            has_begun = self.updater.order(offer)
        except UpdateRefused as refusal:
            return Answer("refused", str(refusal))
        return Answer("done", "" if has_begun else "before")

    def look(self, now: int) -> None:
        """While it is connected: a trial is watched from the first look on, and ends in time."""
        if not self.updater.is_on_trial:
            return
        if self.health_ms is None:
            self.health_ms = now + HEALTH_MS
        elif self.health_ms <= now:
            self.health_ms = None
            self.updater.judge(self.updater.running[0] not in self.unfit)

    def is_news_of_itself(self, own_ms: int) -> bool:
        """Whether it is at work with another firmware now, which a birth has to say."""
        if not any(news.stage == "confirmed" for news in self.updater.news):
            return False
        self._updated_ms = own_ms
        return True

    def told(self) -> Iterator[dict[str, Any]]:
        """What a device that is connected tells, once."""
        while self.updater.news:
            offer, stage, detail = self.updater.news.popleft()
            yield {
                "rollout": offer.rollout, "version": offer.version, "stage": stage,
                "detail": detail,
            }  # fmt: skip
