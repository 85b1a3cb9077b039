"""Times and bounds of the manager, each with its reason.

Lives here: named constants alone. Not here: bounds of single fields (`devices.wire.fields`).
"""

from __future__ import annotations

EARLIEST_MS = 1_704_067_200_000
"""2024-01-01 UTC, before the wire contract was written: a device clock that shows less was never
set (1970, the build date of a chip), and what it says cannot be placed in time."""

AHEAD_LIMIT_MS = 24 * 3_600_000
"""How far a device clock may be ahead and still be corrected; a wrong time zone is at most 14 h."""

SILENCE_INTERVALS = 3
"""Reporting intervals without a word after which a connected device counts as silent: two messages
may be lost before somebody is sent."""

GAP_WAIT_MS = 30_000
"""How long a hole in the numbers of a device without an outbox is waited for: longer than a
reconnect with its redeliveries takes."""

GAP_WAIT_OUTBOX_MS = 600_000
"""The same for a device with an outbox, which sends again what a receipt does not cover."""

COMMAND_RETRY_MS = 10_000
"""First wait for the answer to a command; doubles with each attempt."""

COMMAND_ATTEMPTS = 6
"""Attempts to deliver a command; 10 + 20 + … + 320 s."""

ATTEMPTS_TOLD = 1_000
"""The highest attempt a command may name (docs/wire.md): a device that is born again and again is
sent what waits for it each time."""

COMMANDS_OPEN = 100
"""Commands under way for one device; more are refused (429), the device cannot be doing so many."""

OFFSET_CREEP = 64
"""A longer delay moves the clock offset by one part in this many: `fleet.core.deciding.clock`."""
