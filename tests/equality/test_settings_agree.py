"""Settings made by hand: reference and kernel write the same logs, to the byte."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tests.depth import is_deep
from tests.equality.both import cases, compare, logs, tied_share
from tests.equality.settings import SETTINGS, setting
from twin.engines.kernel.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND
from twin.eventlog.table import EVENT_TABLE

SIZE_RULES = ("own", "upgrade", "reserve:3")
PICK_RULES = ("lowest_number", "accessible", "spread_wear")
UNITS_MS = (1, 1_000, 60_000)
LEAST_TIED = 0.3
"""Share of events that happen with another one, once times are rounded to a minute."""


def _pairs(unit_ms: int) -> list[tuple[str, str]]:
    """Pairs of size rule and pick rule for a rounding: of all pairs, each has one rounding (a Latin
    square), so that any two of rule, rule and rounding meet in every setting. All with `--deep`.
    """
    pairs = itertools.product(enumerate(SIZE_RULES), enumerate(PICK_RULES))
    turn = UNITS_MS.index(unit_ms)
    return [(size, pick) for (i, size), (j, pick) in pairs
            if is_deep() or (i + j) % len(UNITS_MS) == turn]  # fmt: skip


@pytest.mark.parametrize("unit_ms", UNITS_MS)
@pytest.mark.parametrize("name", SETTINGS)
def test_same_log_under_every_rule(name: str, unit_ms: int) -> None:
    """Every setting × pair of rules, every rounding, empty and with parcels held, some seeds."""
    for seed, (size_rule, pick_rule) in enumerate(_pairs(unit_ms)):
        allocation = {"size_rule": size_rule, "pick_rule": pick_rule}
        drawn = setting(name, allocation=allocation)
        for case in cases(drawn, seed, unit_ms, held_share=0.6 * (seed % 2)):
            tied, events = tied_share(compare(case))
            if unit_ms == 60_000 and len(case.plan.sites) > 1:
                assert tied >= LEAST_TIED * events


def test_a_third_of_the_events_tie_at_one_minute() -> None:
    """Over all settings at least 30 % of the events have a twin at their time: ties are tested."""
    for held_share in (0.0, 0.6):
        counts = np.array(
            [
                tied_share(logs(run_group, case))
                for name in SETTINGS
                for case in cases(setting(name), 1, 60_000, held_share)
            ]
        )
        tied, events = counts.sum(axis=0)
        assert tied >= LEAST_TIED * events


BY_STAFF_ALONE = {int(Kind.STAND_IN)}
"""Kinds that only people bring about who do a live manager's orders."""


def test_settings_have_every_kind_of_event() -> None:
    """Whoever adds a kind of event adds a setting in which it happens, or equality says nothing."""
    seen: set[int] = set()
    for name in SETTINGS:
        for case in cases(setting(name), held_share=0.3):
            for log in logs(run_group, case):
                seen |= set(np.unique(log[:, KIND]).tolist())
    recorded = {int(kind) for kind, entry in EVENT_TABLE.items() if entry.recorded}
    assert seen == recorded - BY_STAFF_ALONE
