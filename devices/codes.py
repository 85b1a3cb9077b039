"""Pick-up codes: made from a key and the name of a lease, never stored.

Lives here: keys of banks, codes, the comparison. Not here: where keys lie, who is sent a code.

A bank's key is HMAC-SHA256(fleet key, "bank/" SITE "/" DEVICE): a bank holds its own alone, and
cannot make another's. A code is HMAC-SHA256(bank key, lease "/" draw) truncated as in RFC 4226
(HOTP), section 5.3, to CODE_DIGITS digits. `draw` is 0 but where the code would have been equal to
another open one at the bank.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

CODE_DIGITS = 6
"""One guess in a million, of which a bank takes few (`fleet.core.parcels.limits`)."""

SCAN_BYTES = 15
"""Of what a QR code says: 120 bits, 30 hexadecimal digits; nobody types or guesses it."""

NO_CODE = "0"
"""Stands where a code stood."""


def bank_key(fleet_key: bytes, device: str) -> bytes:
    """The key of a bank, SITE/DEVICE."""
    return hmac.digest(fleet_key, f"bank/{device}".encode(), "sha256")


def code_of(key: bytes, lease: str, draw: int) -> str:
    """What the recipient of a lease types at its bank."""
    made = _digest(key, lease, draw)
    at = made[-1] & 0x0F
    number = int.from_bytes(made[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def scan_of(key: bytes, lease: str, draw: int) -> str:
    """What a QR code for the same lease says."""
    return hmac.digest(key, f"scan/{lease}/{draw}".encode(), "sha256")[:SCAN_BYTES].hex()


def matching(key: bytes, code: str, leases: Iterable[tuple[str, int]]) -> str:
    """The lease (name, draw) that a code opens, "" for none and where it would open two: one of
    them is drawn again before its code goes out, and until then no wrong door opens.

    Every lease is compared, each in constant time, so that the time taken tells nothing.
    """
    entered = code.encode()
    found: list[str] = []
    make = scan_of if len(code) == 2 * SCAN_BYTES else code_of
    for lease, draw in leases:
        if hmac.compare_digest(entered, make(key, lease, draw).encode()):
            found.append(lease)
    return found[0] if len(found) == 1 else ""


def _digest(key: bytes, lease: str, draw: int) -> bytes:
    return hmac.digest(key, f"{lease}/{draw}".encode(), "sha256")
