"""Two slots of firmware, one of which runs: how another version is taken up, or is not.

Lives here: the sans-IO model of loader and boot loader. Not here: how bytes travel, when a device
is healthy (who drives it says so), messages (`devices.wire`).

The running slot is never written. What was loaded lies in the other one until it is whole; a start
after that runs it once, and only `judge(True)` makes it the one that stays. So wherever the power
goes, what runs next was healthy before, or is on its one trial.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from devices.signing import is_signed, manifest
from devices.transitions import (
    ARMED,
    BACK,
    GIVE_UP,
    HEALTHY,
    IDLE,
    LOADING,
    ORDER,
    POWER_ON,
    REFUSED,
    SPOILT,
    TRIAL,
    UNHEALTHY,
    UPDATE_INPUTS,
    UPDATE_STATES,
    UPDATE_TABLE,
    WHOLE,
)

PART_BYTES = 65_536
"""Asked for at once: a load that breaks off loses no more."""

OTHER_SLOT = {"a": "b", "b": "a"}


class UpdateRefused(ValueError):
    """Nothing begins; `str` is one word that says why (docs/firmware.md)."""


class Offer(NamedTuple):
    """A firmware that is ordered: whose wish, which version for which models, its bytes."""

    rollout: str
    version: str
    models: tuple[str, ...]
    size: int
    sha256: str
    signature: str
    address: str


class Wanted(NamedTuple):
    """Bytes `first` … `last` (the last one too, as in a Range request) of an address."""

    address: str
    first: int
    last: int


class News(NamedTuple):
    """What is to be told of an offer: a stage as in the wire's `firmware` event, and why."""

    offer: Offer
    stage: str
    detail: str = ""


class Updater:
    """The firmware of one device; `trusted`: public keys (32 bytes each) that may sign it.

    `news`: what was not told yet. `wants_restart`: the device starts again as soon as it has told.
    """

    def __init__(
        self, model: str, version: str, slot: str = "a", trusted: Sequence[bytes] = ()
    ) -> None:
        self.model = model
        self.slot = slot
        self.versions = {slot: version, OTHER_SLOT[slot]: ""}
        self.trusted = tuple(trusted)
        self.state = IDLE
        self.offer: Offer | None = None
        self.news: deque[News] = deque()
        self._flash = bytearray()

    @property
    def running(self) -> tuple[str, str]:
        """The version that runs, and its slot."""
        slot = OTHER_SLOT[self.slot] if self.state in {TRIAL, BACK} else self.slot
        return self.versions[slot], slot

    @property
    def is_on_trial(self) -> bool:
        """Whether what runs has still to be found healthy."""
        return self.state == TRIAL

    @property
    def wants_restart(self) -> bool:
        """Whether it has to start again to go on."""
        return self.state in {ARMED, BACK}

    def order(self, offer: Offer) -> bool:
        """Begin; False where that version runs, or is under way, already. Raises UpdateRefused."""
        if offer == self.offer or (self.state == IDLE and offer.version == self.running[0]):
            return False
        if self.state != IDLE:
            raise UpdateRefused("busy")
        if self.model not in offer.models:
            raise UpdateRefused("model")
        if not self.trusted:
            raise UpdateRefused("untrusted")
        signed = manifest(offer.version, offer.models, offer.size, offer.sha256)
        if not is_signed(self.trusted, signed, offer.signature):
            raise UpdateRefused("signature")
        self._turn(ORDER)
        self.offer = offer
        self.versions[OTHER_SLOT[self.slot]] = ""
        self._flash.clear()
        return True

    def wanted(self) -> Wanted | None:
        """What is to be loaded next; None for nothing."""
        if self.state != LOADING or self.offer is None:
            return None
        first = len(self._flash)
        return Wanted(self.offer.address, first, min(first + PART_BYTES, self.offer.size) - 1)

    def load(self, first: int, part: bytes) -> None:
        """Bytes that came; what does not follow on those before is passed over.

        When all are there they are checked: rejected where they are not what was signed.
        """
        offer = self.offer
        if self.state != LOADING or offer is None or first != len(self._flash) or not part:
            return
        self._flash += part
        if len(self._flash) < offer.size:
            return
        if len(self._flash) == offer.size and sha256(self._flash).hexdigest() == offer.sha256:
            self.versions[OTHER_SLOT[self.slot]] = offer.version
            self._turn(WHOLE)
            self.news.append(News(offer, "verified"))
        else:
            self._end(SPOILT, "rejected", "checksum")
        self._flash.clear()

    def give_up(self, why: str) -> None:
        """It cannot be loaded."""
        if self.state == LOADING:
            self._flash.clear()
            self._end(GIVE_UP, "unreachable", why)

    def boot(self) -> None:
        """The device starts: for the first time, as it was told to, or for its power was gone."""
        if self.state == TRIAL:
            self._end(POWER_ON, "interrupted", "started again on trial")
        elif self.state == BACK:
            self._end(POWER_ON, "rolled_back", "not healthy")
        else:
            self._turn(POWER_ON)

    def judge(self, is_healthy: bool) -> None:
        """The trial is over."""
        if self.state != TRIAL:
            return
        if is_healthy:
            self.slot = OTHER_SLOT[self.slot]
            self._end(HEALTHY, "confirmed")
        else:
            self._turn(UNHEALTHY)

    def _end(self, given: int, stage: str, detail: str = "") -> None:
        offer = self.offer
        self._turn(given)
        self.offer = None
        if offer is not None:
            self.news.append(News(offer, stage, detail))

    def _turn(self, given: int) -> None:
        after = UPDATE_TABLE[self.state][given]
        assert after != REFUSED, (UPDATE_STATES[self.state], UPDATE_INPUTS[given])
        self.state = after
