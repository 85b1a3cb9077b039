"""Times and bounds of parcels, each with its reason.

Lives here: named constants alone. Not here: rules of a bank, which are furnished with it.
"""

from __future__ import annotations

OPEN_WITHIN_MS = 30_000
"""A door that opens later than this after it was asked for opens for nobody: whoever asked has
walked away from the terminal; assumed."""

DEPOSIT_WITHIN_MS = 300_000
"""How long a compartment may stand open for a deposit before somebody has to look; the terminal
itself gives up sooner. Assumed; a courier needs 30 s a parcel (Rudy, 2025)."""

HOLD_LIMIT_MS = 24 * 3_600_000
"""The longest reservation in advance: a day's round."""

ASK_AGAIN_MS = 300_000
"""A door command whose time is over and that was not answered is asked about so often: whether the
door opened decides who holds the compartment."""

WRONG_CODES = 5
WRONG_WITHIN_MS = 600_000
"""Wrong codes at a bank within that time, after which it takes none: of a million codes, a bank
with 100 open ones gives way to a guess in 1 of 2,000 such series."""

ENDED_KEPT = 100
"""Leases of a bank that have an end and are still known, so that who asks again under the same
name hears the same; the journal has all of them."""

HANDLINGS_KEPT = 32
"""Openings of doors that the state of a lease lists; the journal has all of them."""

STRANDED_MS = 4 * 3_600_000
"""How long the courier's company has to see to a door that opened and of which nothing more was
heard; assumed, half a working day."""

NOTICES_WAITING = 10_000
"""Notices of a partition that wait to be sent; more are given up and counted."""

LEND_MS = 36 * 3_600_000
"""How long a compartment is lent to its bank where nobody says otherwise: a day without the network
and the night after it; assumed."""

LEND_LONGEST_MS = 14 * 86_400_000
"""The longest loan; a bank that is away for longer needs somebody there."""

LEND_AGAIN_MS = 30 * 60_000
"""Loans of a bank that is here are told anew so often, each for its whole time again."""

LEND_MARGIN_MS = 15 * 60_000
"""So long after its end a loan is taken to be over by the manager: a deposit that began at the last
moment takes DEPOSIT_WITHIN_MS; the rest is for the bank's clock, which counts on from the last
receipt (late by its way at most, wrong by 100 ppm: 2 min in LEND_LONGEST_MS)."""

DRAW_TOLD_MS = 90 * 86_400_000
"""How long a bank that is away is still told of a code that was drawn again."""
