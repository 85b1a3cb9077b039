"""Tests of twin.figures.catalogue: every figure once, from a little log with known answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.days import HOUR_MS
from tests.unit.twin.figures.little_log import LittleLog, fold
from twin.eventlog.events import Kind
from twin.figures.catalogue import CATALOGUE, FIGURES
from twin.figures.cold.catalogue import COLD_CATALOGUE
from twin.figures.counters import COUNTERS, Counter
from twin.figures.fault_catalogue import FAULT_CATALOGUE
from twin.figures.managed.catalogue import MANAGED_CATALOGUE
from twin.figures.service.catalogue import SERVICE_CATALOGUE
from twin.figures.waste.catalogue import WASTE_CATALOGUE

FIXED_NAMES = {
    "rejection_share", "undelivered_share", "redirected_share", "lobby_parcel_hours",
    "overdue_share", "returned_share", "occupancy", "time_full_share", "terminal_wait_s",
    "courier_minutes_per_parcel", "second_attempts", "dwell_h", "overdue_fees",
}  # fmt: skip


def eventful_log() -> LittleLog:
    """Two banks over two days: ten first attempts, four of them rejected, every kind of end."""
    log = LittleLog((2, 1), (1, 0))
    log.about(1, Kind.SERVICE, 1, size=-1, value=20_000).about(1, Kind.OVERSIZE, 90, size=-1)
    log.lay(1, 1).lay(1, 2).lay(1, 3, size=0, size_class=1).lay(1, 4, bank=1)
    for parcel in (5, 6, 7, 8):
        log.about(1, Kind.REJECTION, parcel)
    log.about(2, Kind.DEPARTURE, 1, size=-1, value=6 * 60_000)
    log.about(2, Kind.REDIRECT, 5, ordinal=1).about(2, Kind.HOME, 5).about(2, Kind.COUNTER, 6)
    log.about(2, Kind.LOBBY, 7).about(2, Kind.DEPOT, 8, value=1)
    log.empty(5, 1).empty(7, 2).empty(7, 4).about(8, Kind.LOBBY_COLLECTION, 7)
    log.lay(10, 9).lay(10, 10, bank=1).about(20, Kind.OVERDUE, 3)
    log.about(25, Kind.RETRY, 8, value=1).about(25, Kind.SERVICE, 2, size=-1, value=40_000)
    log.about(25, Kind.REJECTION, 8, ordinal=1)
    log.about(26, Kind.DEPARTURE, 2, size=-1, value=4 * 60_000)
    log.about(26, Kind.RETURN, 8, value=2)
    log.empty(31, 3).about(31, Kind.FEE, 3, value=150).empty(34, 9, Kind.TAKE_BACK)
    log.empty(40, 10)
    return log


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rejection_share", 4 / 10),
        ("undelivered_share", 2 / 10),
        ("redirected_share", 1 / 10),
        ("lobby_parcel_hours", 6 / 2),
        ("overdue_share", 1 / 10),
        ("returned_share", 2 / 10),
        ("occupancy", (4 + 6 + 30 + 6 + 24 + 30) / (4 * 48)),
        ("time_full_share", (4 + 6 + 30) / (2 * 48)),
        ("terminal_wait_s", 30),
        ("courier_minutes_per_parcel", 10 / 9),
        ("second_attempts", 1 / 2),
        ("dwell_h", (4 + 6 + 6 + 30 + 30) / 5),
        ("overdue_fees", 1.5 / 2),
        ("first_attempts", 10 / 2),
        ("rejections", 4 / 2),
        ("deposits", 6 / 2),
        ("collections", 5 / 2),
        ("oversize", 1 / 2),
        ("load", 10 * ((4 + 6 + 6 + 30 + 30) / 5) / (4 * 48)),
    ],
)
def test_figure_of_the_eventful_log(name: str, value: float) -> None:
    """Numerator, denominator and unit of each figure, by hand from the log."""
    log = eventful_log()
    counters = fold(log.layout(0, 2), log.end(2))
    whole = counters.by_day.sum(axis=(1, 2))[:, None]
    assert FIGURES[name].values(whole, np.array([2]))[0] == pytest.approx(value)


def test_every_figure_is_pinned_by_the_eventful_log() -> None:
    """No figure of the catalogue without a known answer, and the fixed names are there."""
    mark = test_figure_of_the_eventful_log.pytestmark[0]  # type: ignore[attr-defined]
    assert [name for name, _ in mark.args[1]] == [figure.name for figure in CATALOGUE]
    assert set(FIGURES) >= FIXED_NAMES


def test_time_full_of_a_size_is_that_of_its_class() -> None:
    """Class 1: full 1–31 h at the first bank, always at the second, which has none."""
    log = eventful_log()
    counters = fold(log.layout(0, 2), log.end(2))
    of_class = counters.by_day[:, 2].sum(axis=1)[:, None]
    figure = FIGURES["time_full_share"]
    values = figure.values(of_class, np.array([2]), of_size=True)
    assert values[0] == pytest.approx((30 + 48) / (2 * 48))


def test_nothing_divided_by_nothing_is_undefined() -> None:
    """Ratios of zero counters are NaN; totals are 0."""
    zeros = np.zeros((COUNTERS, 1), dtype=np.int64)
    for figure in CATALOGUE:
        value = figure.values(zeros, np.array([7]))[0]
        assert value == 0 if figure.kind == "total" else math.isnan(value), figure.name


def test_many_scopes_at_once() -> None:
    """One column a scope, each with its own number of days."""
    counters = np.zeros((COUNTERS, 3), dtype=np.int64)
    counters[Counter.LOBBY_MS] = [HOUR_MS, 2 * HOUR_MS, 0]
    values = FIGURES["lobby_parcel_hours"].values(counters, np.array([1, 4, 2]))
    assert values.tolist() == [1, 0.5, 0]


def test_every_figure_says_what_it_is() -> None:
    """Unit, formula and description stand with each figure; names are unique."""
    beside = (*SERVICE_CATALOGUE, *WASTE_CATALOGUE, *COLD_CATALOGUE, *MANAGED_CATALOGUE)
    every = (*CATALOGUE, *FAULT_CATALOGUE, *beside)
    assert len(FIGURES) == len(every)
    for figure in every:
        assert figure.unit, figure.name
        assert " / " in figure.formula, figure.name
        assert figure.says, figure.name
