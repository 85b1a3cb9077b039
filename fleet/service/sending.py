"""The code that a recipient is sent.

Lives here: making it, at the moment of sending, and that it opens nothing else. Not here: channels
(`fleet.service.noticing`).
"""

from __future__ import annotations

from collections.abc import Callable

from devices.codes import code_of
from fleet.core.parcels.state import Lease, Parcels
from fleet.core.parcels.views import open_codes


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
