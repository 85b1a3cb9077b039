"""What was truly in every bin with a sensor, and what it reported, out of records as they come.

Lives here: courses of bins, and spans in which they were full, filling or aged. Not here: alarms
(`said`), their judgement (`judging`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from devices.physics.fill import fill_permille
from fleet.core.alarms.rules import DEFAULTS, HOUR_MS, MINUTE_MS
from scenarios.expand import SitePlace
from twin.eventlog.events import Kind
from twin.eventlog.log import Record
from twin.staging.cast import bin_device
from twin.studies.rehearsal.spans import Spans

I64 = npt.NDArray[np.int64]

BRIM = 1_000
"""Fill level of a full bin, permille."""

_CHANGES = frozenset({Kind.DROP_OFF, Kind.CLEARING})
_KEPT = _CHANGES | {Kind.BIN, Kind.EMPTYING, Kind.REPORT}


@dataclass(slots=True)
class BinCourse:
    """A bin with a sensor over a run; times in ms, levels in permille.

    `change_*`: what was truly in it after each bag; `emptied_*`: before each emptying; `report_*`:
    what was reported, and what was true then.
    """

    device: str
    change_ms: list[int] = field(default_factory=list)
    change_level: list[int] = field(default_factory=list)
    emptied_ms: list[int] = field(default_factory=list)
    emptied_level: list[int] = field(default_factory=list)
    report_ms: list[int] = field(default_factory=list)
    report_level: list[int] = field(default_factory=list)
    true_level: list[int] = field(default_factory=list)

    def levels(self) -> tuple[I64, I64]:
        """Times at which the true level changed, and the level from then on."""
        empty = np.zeros(len(self.emptied_ms), dtype=np.int64)
        at = np.array([*self.change_ms, *self.emptied_ms], dtype=np.int64)
        level = np.concatenate([np.array(self.change_level, dtype=np.int64), empty])
        order = np.argsort(at, kind="stable")
        return at[order], level[order]

    def rises(self) -> I64:
        """By how much each bag raised it."""
        at, level = self.levels()
        before = np.concatenate([[0], level[:-1]])
        is_bag = np.isin(at, np.array(self.change_ms, dtype=np.int64))
        return np.where(is_bag, np.maximum(level - before, 0), 0)


class Bins:
    """Every bin with a sensor, by SITE/DEVICE."""

    def __init__(self) -> None:
        self.courses: dict[str, BinCourse] = {}

    def see(self, place: SitePlace, record: Record) -> None:
        """Take in a record; those that are not about such a bin are nothing."""
        kind = record[1]
        if kind not in _KEPT or not record[4] & 0xFFFFFFFF:
            return
        point = place.points[(record[4] >> 32) - len(place.banks)]
        if point.sensor is None:
            return
        built = point.bins[(record[4] & 0xFFFFFFFF) - 1]
        name = f"{place.id}/{bin_device(point.id, built.id)}"
        course = self.courses.setdefault(name, BinCourse(name))
        level = fill_permille(record[6] & 0xFFFFFFFF, built.capacity_ml)
        if kind in _CHANGES:
            course.change_ms.append(record[0])
            course.change_level.append(level)
        elif kind == Kind.EMPTYING:
            course.emptied_ms.append(record[0])
            course.emptied_level.append(level)
        elif kind == Kind.REPORT:
            course.report_ms.append(record[0])
            course.report_level.append(record[7])
            course.true_level.append(level)

    def write(self, spans: Spans, horizon_ms: int, ages: dict[str, int]) -> None:
        """When each was full, about to be, and aged; `ages`: hours that its waste may be old."""
        for name, course in self.courses.items():
            at, level = course.levels()
            for from_ms, to_ms in _where(at, level >= DEFAULTS["overflow"].raise_at, horizon_ms):
                spans.add(name, "overflow", from_ms, to_ms)
            for from_ms, to_ms in _where(at, _fills(course, at, level), horizon_ms):
                spans.add(name, "filling", from_ms, to_ms)
            if name in ages:
                limit_ms = ages[name] * HOUR_MS
                emptied = [0, *course.emptied_ms, horizon_ms]
                for before, after in pairwise(emptied):
                    spans.add(name, "aged", before + limit_ms, after)


def _fills(course: BinCourse, at: I64, level: I64) -> npt.NDArray[np.bool_]:
    """Where so much goes in within the time of the rule that it would be full, were it not emptied
    meanwhile: what residents bring is the same.
    """
    brought = np.concatenate([[0], np.cumsum(course.rises())])
    ahead_ms = DEFAULTS["filling"].raise_at * MINUTE_MS
    until = np.searchsorted(at, at + ahead_ms, side="right")
    here = np.arange(1, len(at) + 1)
    found: npt.NDArray[np.bool_] = level + brought[until] - brought[here] >= BRIM
    return found


def _where(at: I64, is_so: npt.NDArray[np.bool_], horizon_ms: int) -> Iterator[tuple[int, int]]:
    """Spans of a step function."""
    begin = -1
    for at_ms, so in zip(at.tolist(), is_so.tolist(), strict=True):
        if so and begin < 0:
            begin = at_ms
        elif not so and begin >= 0:
            yield begin, at_ms
            begin = -1
    if begin >= 0:
        yield begin, horizon_ms
