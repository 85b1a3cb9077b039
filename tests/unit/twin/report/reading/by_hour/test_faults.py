"""Faults by hand: spans are cut to the measured days, parcels wait until they are gone."""

from __future__ import annotations

import numpy as np

from scenarios.parts.faults import MAINS, TERMINAL
from twin.eventlog.events import Kind
from twin.eventlog.record import ENTITY, KIND, ORDINAL, TIME, VALUE, WIDTH, Records
from twin.figures.counters import TallyLayout
from twin.report.reading.by_hour.faults import spans_of
from twin.world.faults.plan import KIND_SHIFT

H = 3_600_000
LAYOUT = TallyLayout(banks=1, classes=1, companies=1, warmup_days=1, measured_days=2)


def _failures(*rows: tuple[float, int, int, float]) -> Records:
    """Records of failures: hour, kind, number, hours down."""
    records = np.zeros((len(rows), WIDTH), dtype=np.int64)
    for record, (hour, kind, number, down) in zip(records, rows, strict=True):
        record[[TIME, KIND, ENTITY, VALUE]] = (
            round(hour * H), Kind.FAILURE, (kind << KIND_SHIFT) | number, round(down * H),
        )  # fmt: skip
        record[ORDINAL] = 0
    return records


def test_spans_are_of_one_component_and_of_measured_days() -> None:
    """What ends in the warm-up is left out, what reaches over an edge is cut there."""
    records = _failures(
        (2, MAINS, 0, 3),
        (23, MAINS, 0, 2.5),
        (30, TERMINAL, 0, 1),
        (31, TERMINAL, 1, 1),
        (70, MAINS, 0, 10),
    )
    assert spans_of(records, MAINS, 0, LAYOUT) == [(0.0, 1.5), (46.0, 48.0)]
    assert spans_of(records, TERMINAL, 1, LAYOUT) == [(7.0, 8.0)]
