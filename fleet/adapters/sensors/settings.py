"""What sensors are to be told: settings on their way, until the device confirms them.

Lives here: which downlinks of a desired state are out, confirmed, to be sent again. Not here: their
bytes (`devices.profiles.downlinks`), topics (one module a network server).

Nothing here is durable, and need not be: what a device has not confirmed the manager publishes
again when the device is born, and every start of ours makes it so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from devices.profiles.downlinks import Told, settings_of
from devices.profiles.quantities import ReadingRefused
from devices.wire.steering import Desired
from fleet.adapters.sensors import alink, chirpstack, things_stack
from fleet.adapters.sensors.plan import NetworkKind, Owned
from fleet.adapters.sensors.uplink import Confirmed


class Sending(NamedTuple):
    """A message to a network server."""

    network: str
    topic: str
    payload: bytes


@dataclass
class _Wanted:
    """A desired state of one device: `open` are the names not confirmed, `out` those sent."""

    version: int
    values: dict[str, Any]
    told: dict[str, Told]
    open: set[str]
    out: set[str] = field(default_factory=set)
    complaint: str = ""


class Settings:
    """Of all sensors."""

    def __init__(self, kinds: dict[str, NetworkKind]) -> None:
        """`kinds`: of each network."""
        self._kinds = kinds
        self._wanted: dict[str, _Wanted] = {}
        self._addresses: dict[str, str] = {}
        self._marks: dict[str, tuple[str, str]] = {}

    def want(self, owned: Owned, desired: Desired) -> list[Sending]:
        """A desired state has come: what goes out now; what cannot yet, goes after its next frame.

        A setting that the profile cannot tell is left out, also of what is reported; where it
        refuses a value, nothing is told, and the reports say why.
        """
        if self._kinds[owned.network] == "alink":
            told = dict.fromkeys(desired.values, Told(0, b""))
            complaint = ""
        else:
            try:
                told, complaint = settings_of(owned.profile, desired.values), ""
            except ReadingRefused as error:
                told, complaint = {}, str(error)
        self._wanted[owned.key] = _Wanted(
            desired.version, dict(desired.values), told, set(told), complaint=complaint
        )
        return self.send(owned)

    def heard(self, owned: Owned, address: str) -> list[Sending]:
        """A frame has come from there: what waited for it."""
        self._addresses[owned.key] = address
        return self.send(owned)

    def send(self, owned: Owned) -> list[Sending]:
        """What is wanted of a device and not on its way, where its address is known."""
        wanted, address = self._wanted.get(owned.key), self._addresses.get(owned.key)
        if wanted is None or address is None:
            return []
        found = []
        for name in sorted(wanted.open - wanted.out):
            wanted.out.add(name)
            mark = _mark(owned.key, wanted.version, name)
            self._marks[mark] = (owned.key, name)
            topic, payload = self._written(owned, address, wanted, name, mark)
            found.append(Sending(owned.network, topic, payload))
        return found

    def _written(
        self, owned: Owned, address: str, wanted: _Wanted, name: str, mark: str
    ) -> tuple[str, bytes]:
        kind = self._kinds[owned.network]
        if kind == "alink":
            return alink.write(address, {name: wanted.values[name]}, mark)
        write = chirpstack.write if kind == "chirpstack" else things_stack.write
        return write(address, owned.sensor.sensor, wanted.told[name], mark)

    def confirm(self, confirmed: Confirmed) -> None:
        """A device has received a downlink; one it has not goes out again after its next frame."""
        for mark in confirmed.marks:
            key, name = self._marks.pop(mark, ("", ""))
            wanted = self._wanted.get(key)
            if wanted is None:
                continue
            wanted.out.discard(name)
            if confirmed.received:
                wanted.open.discard(name)

    def taken_up(self, owned: Owned) -> tuple[int, dict[str, Any]] | None:
        """Version and values of a desired state that its device has confirmed whole."""
        wanted = self._wanted.get(owned.key)
        if wanted is None or wanted.open or not wanted.told:
            return None
        return wanted.version, {name: wanted.values[name] for name in wanted.told}

    def complaint(self, owned: Owned) -> str:
        """Why a desired state is not told, "" where it is."""
        wanted = self._wanted.get(owned.key)
        return wanted.complaint if wanted else ""


def _mark(key: str, version: int, name: str) -> str:
    """A UUID by which a network server names a downlink: the same for the same setting."""
    digest = sha256(f"{key}/{version}/{name}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))
