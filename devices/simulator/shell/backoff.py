"""How long to wait before the next attempt to connect.

Lives here: back-off with full jitter. Not here: waiting.
"""

from __future__ import annotations

from hashlib import sha256

FIRST_S = 1.0
LONGEST_S = 60.0


def wait_s(name: str, attempt: int) -> float:
    """Seconds before attempt 1, 2, 3 … : evenly spread between 0 and a bound that doubles.

    The spread is a hash of name and attempt, so that many devices come back at many moments, and
    one device at the same moments in every run.
    """
    bound_s = min(LONGEST_S, FIRST_S * 2.0 ** min(attempt - 1, 16))
    share = int.from_bytes(sha256(f"{name}/{attempt}".encode()).digest()[:8], "big") / 2**64
    return bound_s * share
