"""A small partition and messages of its devices, for tests of the manager.

Lives here: one site with a bin and a bank, and how they speak. Not here: what is expected of them.
"""

from __future__ import annotations

import json
from typing import Any

from devices.wire.topics import partition_of, topic_of
from fleet.core.decisions import Decision
from fleet.core.inputs import Arrived, Register
from fleet.core.partition import Partition
from fleet.core.state import Device, PartitionState

SITE = "meadow"
NOON_MS = 1_800_000_000_000
"""A moment in January 2027; tests count from here."""


class SmallFleet:
    """A partition with the site's devices registered, told messages in short words."""

    def __init__(self, **kinds: str) -> None:
        self.now_ms = NOON_MS
        number = partition_of(SITE)
        self.partition = Partition(PartitionState(number), lambda: PartitionState(number))
        for name, kind in (kinds or {"bin1": "bin_sensor", "bank1": "bank"}).items():
            self.ask(Register("", "test", f"{SITE}/{name}", kind))

    def ask(self, given: Any) -> list[Decision]:
        """Any input, now."""
        return self.partition.receive(given, self.now_ms)

    def wait(self, seconds: float) -> None:
        """Time goes by; timers fire as in the service."""
        self.now_ms += int(seconds * 1_000)
        self.partition.handle_timer(self.now_ms)

    def device(self, name: str = "bin1") -> Device:
        """What the manager knows of a device."""
        return self.partition.state.devices[f"{SITE}/{name}"]

    def say(self, channel: str, seq: int, name: str = "bin1", **words: Any) -> list[Decision]:
        """A device says something; see `payload` for what is filled in."""
        retained = words.pop("retained", False)
        data = payload(name, seq, self.now_ms, **words)
        return self.ask(Arrived(topic_of(SITE, name, channel), data, retained))

    def birth(self, seq: int = 1, name: str = "bin1", **words: Any) -> list[Decision]:
        """Ready, firmware 1.0.0, a report each minute."""
        kind = self.device(name).kind
        firmware = {"version": words.pop("firmware", "1.0.0")}
        given = {"connection": 1, "model": "m1", "interval_s": 60, "state": "ready", **words}
        return self.say("state", seq, name, kind=kind, firmware=firmware, **given)

    def fill(self, seq: int, permille: int = 100, **words: Any) -> list[Decision]:
        """Telemetry of the bin."""
        return self.say("telemetry", seq, kind="bin_sensor", fill_permille=permille, **words)

    def will(self, name: str = "bin1", **words: Any) -> list[Decision]:
        """The broker says that the connection was cut."""
        given = {"v": 1, "device": name, "boot": "b1", "connection": 1, "time_ms": self.now_ms}
        data = json.dumps({**given, **words, "state": "lost"}).encode()
        return self.ask(Arrived(topic_of(SITE, name, "state"), data))


def payload(name: str, seq: int, now_ms: int, **words: Any) -> bytes:
    """A message of boot b1 whose clock is right, unless told otherwise."""
    given = {"v": 1, "device": name, "boot": "b1", "seq": seq, "time_ms": now_ms}
    return json.dumps({**given, **words}).encode()
