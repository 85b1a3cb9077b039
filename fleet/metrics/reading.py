"""Records of the journal as points: the same record always gives the same points.

Lives here: a sans-IO reader that is given records in their order. Not here: what stays between them
(`fleet.metrics.fold`), what decisions and messages become (`fleet.metrics.making`), counts at full
minutes (`fleet.metrics.rollups`).

A point's time is the moment it happened, by the device's corrected clock where there is one, and
never later than the record's. Records are folded, not the state of the manager: backfill and life
are one way, and a restart repeats what it repeats to the byte.
"""

from __future__ import annotations

from fleet.core.coding import decode_decisions, decode_input
from fleet.core.inputs import Done
from fleet.metrics.fold import Fold
from fleet.metrics.making import follow
from fleet.metrics.points import Points
from fleet.metrics.rollups import roll
from fleet.ports.journal import Record

MINUTE_MS = 60_000
DAY_MS = 86_400_000


class Reader:
    """Folds records in, one after the other; `points` has what they made."""

    def __init__(self, fold: Fold) -> None:
        self.fold = fold
        self.points = Points(fold)

    def take(self, position: int, record: Record) -> None:
        """Fold a record in; one that was folded in before changes nothing."""
        fold = self.fold
        fold.position = position
        head = fold.sequences.get(record.partition, 0)
        if record.sequence <= head:
            return
        fold.ledger.missed += record.sequence - head - 1
        fold.sequences[record.partition] = record.sequence
        self.points.begin(record.sequence)
        if record.now_ms > fold.now_ms:
            self._pass(record.now_ms)
        given = decode_input(record.input)
        if not isinstance(given, Done):
            follow(self.points, given, decode_decisions(record.decisions), record.now_ms)

    def _pass(self, now_ms: int) -> None:
        """Time goes on: what stood at the full minute before is written first."""
        fold = self.fold
        minute, day = now_ms // MINUTE_MS, now_ms // DAY_MS
        fold.now_ms = now_ms
        if fold.minute not in {-1, minute}:
            roll(self.points, minute * MINUTE_MS, is_new_day=day != fold.day)
        fold.minute, fold.day = minute, day
