"""What every message of a device carries.

Lives here: the envelope. Not here: what is in it.
"""

from __future__ import annotations

from msgspec import Struct

from devices.wire.fields import Boot, Identifier, Sequence, TimeMs, Version


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A message from a device.

    `(boot, seq)` names a message for ever: one sent again carries the same pair and the same
    content. `time_ms` is the device's clock when it happened, right or wrong; the manager keeps
    its own time of receipt beside it. `device` repeats the topic's, so that a stored payload
    stands alone and a forged one shows.
    """

    v: Version
    device: Identifier
    boot: Boot
    seq: Sequence
    time_ms: TimeMs
