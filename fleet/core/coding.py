"""Inputs, decisions and states as bytes, and the digest of a state.

Lives here: MessagePack by msgspec. Not here: where the bytes go.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from fleet.core.decisions import Decision
from fleet.core.inputs import Input
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


def digest(states: Iterable[PartitionState]) -> str:
    """SHA-256 over the states in the order of partitions, in hexadecimal."""
    whole = sha256()
    for state in sorted(states, key=lambda state: state.partition):
        whole.update(_ENCODER.encode(state))
    return whole.hexdigest()
