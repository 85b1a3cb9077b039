"""Inputs, decisions and states as bytes, and the digest of a state.

Lives here: MessagePack by msgspec. Not here: where the bytes go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

import msgspec

from fleet.core.decisions import Decision
from fleet.core.inputs import Input
from fleet.core.parcels.state import Parcels
from fleet.core.state import PartitionState

_ENCODER = msgspec.msgpack.Encoder()
_INPUT: msgspec.msgpack.Decoder[Input] = msgspec.msgpack.Decoder(Input)
_DECISIONS = msgspec.msgpack.Decoder(list[Decision])
_STATE = msgspec.msgpack.Decoder(PartitionState)

encode = _ENCODER.encode
"""An input, a list of decisions, or a state."""


def decode_input(data: bytes) -> Input:
    """An input as it was journaled."""
    return _INPUT.decode(data)


def decode_decisions(data: bytes) -> list[Decision]:
    """The decisions on an input as they were journaled."""
    return _DECISIONS.decode(data)


def decode_state(data: bytes) -> PartitionState:
    """A state as it was saved."""
    return _STATE.decode(data)


def slices(state: PartitionState, size: int) -> Iterator[bytes]:
    """What `encode` makes of a state, bit by bit: each of about `size` bytes, the last of fewer.

    The state may not change before the last was taken. One device, lease or timer is never divided.
    """
    buffer = bytearray()
    for _ in _write(state, buffer):
        if len(buffer) >= size:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer)


def _write(value: Any, buffer: bytearray) -> Iterator[None]:
    """Append the bytes of a value; what may hold much is divided, and each part is a step."""
    if isinstance(value, PartitionState | Parcels):
        buffer += _header(len(value.__struct_fields__), 0x80, 0xDE)
        for name in value.__struct_fields__:
            _ENCODER.encode_into(name, buffer, -1)
            yield from _write(getattr(value, name), buffer)
    elif isinstance(value, dict | list):
        is_map = isinstance(value, dict)
        buffer += _header(len(value), *((0x80, 0xDE) if is_map else (0x90, 0xDC)))
        for items in _runs(value):
            for item in items:
                _ENCODER.encode_into(item, buffer, -1)
            yield
    else:
        _ENCODER.encode_into(value, buffer, -1)


def _runs(value: dict[Any, Any] | list[Any]) -> Iterator[Iterable[Any]]:
    """A key with what stands under it; or some items of a list, which are small."""
    if isinstance(value, dict):
        yield from value.items()
    else:
        yield from (value[start : start + RUN] for start in range(0, len(value), RUN))


RUN = 256
"""Timers of a partition encoded in one step: 20 KB."""


def _header(count: int, small: int, large: int) -> bytes:
    """The beginning of a map or an array with so many items (MessagePack's specification)."""
    if count < 16:
        return bytes((small | count,))
    if count < 1 << 16:
        return bytes((large,)) + count.to_bytes(2)
    return bytes((large + 1,)) + count.to_bytes(4)


def digest(states: Iterable[PartitionState]) -> str:
    """SHA-256 over the states in the order of partitions, in hexadecimal."""
    whole = sha256()
    for state in sorted(states, key=lambda state: state.partition):
        whole.update(_ENCODER.encode(state))
    return whole.hexdigest()
