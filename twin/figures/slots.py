"""What counts as what: from a record's kind and ordinal to counters and steps of integrals.

Lives here: tables indexed by kind. Not here: the fold that looks them up (`twin.figures.tally`).
"""

from __future__ import annotations

import numpy as np

from twin.eventlog.events import Kind
from twin.figures.counters import F64, I64, Counter

_ANY = (0, 1, 2)
EVENTS: tuple[tuple[Kind, tuple[int, ...], tuple[Counter, ...], Counter | None], ...] = (
    # kind, ordinals (2 = more), counters of its number, counter of its values
    (Kind.DEPOSIT, (0,), (Counter.FIRST_ATTEMPTS, Counter.DEPOSITS), None),
    (Kind.DEPOSIT, (1, 2), (Counter.DEPOSITS,), None),
    (Kind.REJECTION, (0,), (Counter.FIRST_ATTEMPTS, Counter.REJECTIONS), None),
    (Kind.COLLECTION, _ANY, (Counter.COLLECTIONS,), Counter.DWELL_MS),
    (Kind.TAKE_BACK, _ANY, (Counter.TAKE_BACKS,), None),
    (Kind.RETRY, _ANY, (Counter.RETRIES,), None),
    (Kind.REDIRECT, (1,), (Counter.REDIRECTED,), None),
    (Kind.OVERSIZE, _ANY, (Counter.OVERSIZE,), None),
    (Kind.SERVICE, _ANY, (Counter.SERVICES,), Counter.WAIT_MS),
    (Kind.DEPARTURE, _ANY, (), Counter.COURIER_MS),
    (Kind.COUNTER, _ANY, (Counter.COUNTER,), None),
    (Kind.HOME, _ANY, (Counter.HOME,), None),
    (Kind.LOBBY, _ANY, (Counter.LOBBY,), None),
    (Kind.RETURN, _ANY, (Counter.RETURNS,), None),
    (Kind.UNDELIVERED, _ANY, (Counter.UNDELIVERED,), None),
    (Kind.OVERDUE, _ANY, (Counter.OVERDUE,), None),
    (Kind.FEE, _ANY, (), Counter.FEE_CENTS),
    (Kind.BLOCKED, (0,), (Counter.BLOCKED, Counter.ATTEMPTS_BLOCKED), None),
    (Kind.BLOCKED, (1, 2), (Counter.ATTEMPTS_BLOCKED,), None),
    (Kind.RECOVERED, (0,), (Counter.RECOVERED,), Counter.RECOVERY_MS),
    (Kind.RECOVERED, (1, 2), (Counter.RECOVERED, Counter.OPENINGS), Counter.RECOVERY_MS),
    (Kind.TURNED_AWAY, (0,), (Counter.TURNED_AWAY,), None),
    (Kind.FAILURE, _ANY, (Counter.FAILURES,), None),
)
"""What counts as what; a record's slot is its row here plus one, 0 for all others."""

SLOTS = len(EVENTS) + 1
REDIRECT = next(i for i, event in enumerate(EVENTS, 1) if event[0] is Kind.REDIRECT)
_KINDS = 128


def _slot_table() -> I64:
    """Slot by 3 × kind + min(ordinal, 2)."""
    table = np.zeros(3 * _KINDS, dtype=np.int64)
    for slot, (kind, ordinals, _, _) in enumerate(EVENTS, 1):
        for ordinal in ordinals:
            table[3 * kind + ordinal] = slot
    return table


def _step_table(up: tuple[Kind, ...], down: tuple[Kind, ...]) -> F64:
    """+1, −1 or 0 by kind; floats, as `numpy.bincount` weighs with them."""
    table = np.zeros(_KINDS)
    table[list(up)] = 1.0
    table[list(down)] = -1.0
    return table


SLOT = _slot_table()
COMPARTMENT_STEP = _step_table(
    (Kind.HELD, Kind.DEPOSIT), (Kind.COLLECTION, Kind.TAKE_BACK)
)  # fmt: skip
LOBBY_STEP = _step_table((Kind.LOBBY,), (Kind.LOBBY_COLLECTION,))

SHUT_STEP = _step_table((Kind.SHUT,), (Kind.REOPENED,))
FREE_STEP = COMPARTMENT_STEP + _step_table((Kind.WITHDRAWN,), (Kind.RESTORED,))
"""As COMPARTMENT_STEP, and compartments that a jammed door takes and gives back."""

FULL_EDGE: I64 = np.select([FREE_STEP > 0, FREE_STEP < 0], [0, 1], -1)
"""What is free after a step that begins (0 left) or ends (1 again) being full; −1 no step."""
