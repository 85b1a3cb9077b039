"""Codes: what somebody typed at a terminal, compared at once and gone before anything is written;
and what a recipient is sent, made at the moment of sending.

Lives here: the fleet's key, and the one place where codes are compared. Not here: what follows from
a verdict (`fleet.core.deciding.parcels`), how codes are made (`devices.codes`).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import msgspec

from devices.codes import NO_CODE, bank_key, code_of, matching
from devices.wire.codec import PayloadRefused, decode, encode
from devices.wire.topics import TopicRefused
from fleet.core.deciding.arrivals import address, salvage
from fleet.core.inputs import Arrived
from fleet.core.parcels.state import Lease, Parcels
from fleet.core.parcels.views import open_codes
from fleet.core.state import PartitionState
from fleet.ports.bus import Message

KEY_BYTES = 32
ENTERED = "/up/entered"
"""How topics end on which codes come."""


def key_path(journal: Path) -> Path:
    """Where the fleet's key lies: beside the journal, and never in it."""
    return journal.with_name(journal.name + ".key")


def load_key(path: Path) -> bytes:
    """The fleet's key; made, for its owner alone to read, where there is none."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return bytes.fromhex(path.read_text(encoding="ascii"))


class Entries:
    """Compares codes; without a key none fits."""

    def __init__(self, fleet_key: bytes | None) -> None:
        self._key_of = lru_cache(maxsize=4_096)(self._make)
        self._fleet_key = fleet_key

    def _make(self, device: str) -> bytes:
        assert self._fleet_key is not None
        return bank_key(self._fleet_key, device)

    def compared(self, state: PartitionState, message: Message) -> Arrived:
        """The message as it may be journaled: without the code, with the verdict on it.

        Of what is no such message the number alone is journaled.
        """
        try:
            topic, key = address(message.topic)
            entered = decode(topic, message.payload)
        except (TopicRefused, PayloadRefused):
            boot, sequence = salvage(message.payload)
            kept = msgspec.json.encode({"boot": boot, "seq": sequence})
            return Arrived(message.topic, kept, message.retained, len(message.payload))
        payload = encode(msgspec.structs.replace(entered, code=NO_CODE))
        verdict = ""
        if self._fleet_key is not None:
            verdict = matching(self._key_of(key), entered.code, open_codes(state.parcels, key))
        return Arrived(message.topic, payload, message.retained, verdict=verdict)


def code_to_send(
    key: bytes,
    parcels: Parcels,
    lease: Lease,
    make: Callable[[bytes, str, int], str] = code_of,
) -> str:
    """The code of a lease by its bank's key; "" where another open one at the bank is equal: then
    it must be drawn again first. `make` is `devices.codes.code_of`, or one that remembers.
    """
    code = make(key, lease.lease, lease.draw)
    others = (
        make(key, *each) for each in open_codes(parcels, lease.bank) if each[0] != lease.lease
    )
    return "" if code in others else code
