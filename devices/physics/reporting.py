"""What a sensor sends, and what that takes out of its battery.

Lives here: kernel-safe functions of integers; charge in µAh, fill in ‰, times in ms. Not here: what
it reads (`devices.physics.ultrasonic`), state.
"""

from __future__ import annotations

DAY_MS = 86_400_000


def charge_left_uah(
    charge_uah: int, since_ms: int, now_ms: int, sent: int, report_uah: int, idle_uah_per_day: int
) -> int:
    """Charge left of `charge_uah` at `since_ms`, after `sent` reports; below 0 where it is gone."""
    return charge_uah - sent * report_uah - (now_ms - since_ms) * idle_uah_per_day // DAY_MS


def is_to_send(reading: int, last: int, silent: int, dead_band: int, silent_at_most: int) -> int:
    """1 where a reading is sent: the first one (`last` −1), one that changed by the dead band, and
    one after `silent_at_most` in a row that were not.
    """
    if last < 0 or silent >= silent_at_most:
        return 1
    return 1 if abs(reading - last) >= dead_band else 0
