"""Recognition: a closed form is claimed where its conditions hold, and nowhere else."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from scenarios.days import lay_out_days
from scenarios.reading.library import names, read_scenario
from scenarios.schema import Scenario
from twin.studies.verify.catalogue import COURIER_WAVE
from twin.studies.verify.recognise import recognise
from twin.studies.verify.settings import (
    batch_setting,
    counter_setting,
    erlang_setting,
    nested_setting,
    terminal_setting,
    wave_setting,
)

ERLANG = erlang_setting(5, 8, "exponential")
NESTED = nested_setting([4, 2], [3, 1], "upgrade")
BATCH = batch_setting(20, 10, {"kind": "geometric_days", "probability": 0.5})
WAVE = wave_setting(240, COURIER_WAVE)
TERMINAL = terminal_setting(0.7, 1)


def claimed(data: dict[str, Any], **changes: Any) -> list[str]:
    """Names of the closed forms claimed for a setting with values at id paths (`a__b`) replaced."""
    changed = deepcopy(data)
    for path, value in changes.items():
        *way, last = path.split("__")
        node: Any = changed
        for word in way:
            node = node[int(word)] if isinstance(node, list) else node.setdefault(word, {})
        node[last] = value
    scenario = Scenario.model_validate(changed)
    return [case.name for case in recognise(scenario, lay_out_days(scenario))]


def test_conditions_hold() -> None:
    """The settings themselves."""
    assert claimed(ERLANG) == ["erlang-b"]
    assert claimed(NESTED) == ["nested", "nested[A]", "nested[B]"]
    assert claimed(BATCH) == ["daily-batches", "daily-batches-share"]
    assert claimed(WAVE) == ["mt-m-infinity"]
    assert claimed(TERMINAL) == ["m-m-s"]


@pytest.mark.parametrize(
    "changes",
    [
        {"parcels__day_spread_cv": 0.2},
        {"sites__0__growth_per_year": 0.1},
        {"dwell__evening": {"share": 0.5}},
        {"dwell__weekend_factor": 0.8},
        {"reminders": {"after_h": [3.0], "answer_share": 0.5}},
        {"overdue": {"free_h": 18.0, "averse_share": 0.5}},
        {"overdue": {"free_h": 18.0, "take_back_after_h": 24.0}},
        {"parcels__weekday_factor": [1.0, 1.0, 1.0, 1.0, 1.0, 1.5, 0.5]},
        {"calendar__peaks": [
            {"id": "p", "first_day": "2026-01-10", "length_days": 3, "multiplier": 2.0}]},
        {"couriers__hour_weights": [float(hour) for hour in range(24)]},
        {"couriers__companies": [{"id": "a", "share": 1.0, "timetable_h": [9.0]}]},
        {"sites__0__count": 2},
        {"banks__0__count": 2},
        {"couriers__mode": "visits"},
    ],
)  # fmt: skip
def test_conditions_of_erlang_b(changes: dict[str, Any]) -> None:
    """Whatever makes days unequal, moves people, or brings several banks: no claim."""
    assert claimed(ERLANG, **changes) == []


def test_rules_that_move_nobody_do_not_matter() -> None:
    """Fees nobody avoids and reminders nobody answers leave the dwell as it is."""
    assert claimed(ERLANG, overdue={"free_h": 1.0, "fee_per_step": 1.0}) == ["erlang-b"]
    quiet = {"after_h": [1.0], "answer_share": 0.0}
    assert claimed(ERLANG, reminders=quiet, rejected={"then": ["lobby"]}) == ["erlang-b"]


def test_nested_chain_needs_exponential_dwell() -> None:
    """With upgrading the loss depends on the law; with own sizes it does not."""
    fixed = {"law": {"kind": "fixed", "mean_h": 6.0}}
    assert claimed(NESTED, dwell=fixed) == []
    assert claimed(nested_setting([4, 2], [3, 1], "own"), dwell=fixed) != []


def test_batches_need_one_delivery_before_the_collection() -> None:
    """Twice a day, after the hour of collection, or several sizes: no claim."""
    for timetable in ([9.0, 12.0], [19.0]):
        companies = [{"id": "a", "share": 1.0, "timetable_h": timetable}]
        assert claimed(BATCH, couriers__companies=companies) == []


def test_wave_needs_a_bank_that_never_fills() -> None:
    """With few compartments the peak is cut."""
    assert claimed(WAVE, banks__0__compartments={"A": 100}) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"couriers__setup_s": 10.0},
        {"couriers__parcels_per_visit": 2.0},
        {"couriers__handling": {"law": "fixed", "mean_s": 300.0}},
        {"parcels__per_day": 300.0},
        {"parcels__size_mix": {"A": 0.9, "oversize": 0.1}},
    ],
)
def test_conditions_of_the_terminal(changes: dict[str, Any]) -> None:
    """One parcel a courier, exponential service, a load below the number of terminals."""
    assert claimed(TERMINAL, **changes) == []


MADE_FOR_ONE = {"sensors"}
"""Library scenarios that are as plain as a closed form wants them."""


def test_other_library_scenarios_claim_nothing() -> None:
    """Real settings have no closed form; recognition neither claims nor fails."""
    for name in names():
        if not name.startswith("verify/") and name not in MADE_FOR_ONE:
            scenario = read_scenario(name, Scenario).scenario
            assert recognise(scenario, lay_out_days(scenario)) == [], name


def test_sizes_beyond_the_oracle_are_no_error() -> None:
    """A bank of thousands in eight classes has no affordable chain: no claim, in no time."""
    large = nested_setting([500] * 8, [100.0] * 8, "upgrade")
    assert claimed(large) == []


def test_a_counter_that_never_closes_is_m_m_s() -> None:
    """Mean wait and share of those who wait: M/M/50 at 40 Erlang is the textbook's .086953."""
    given = Scenario.model_validate(counter_setting(40, 50))
    cases = recognise(given, lay_out_days(given))
    assert [case.name for case in cases] == ["m-m-s-counter", "erlang-c-counter"]
    assert cases[1].analytic == pytest.approx(0.086953, abs=5e-7)


@pytest.mark.parametrize(
    "changes",
    [
        {"counters__0__windows": [{"from_hour": 8, "to_hour": 20}]},
        {"counters__0__service__law": "lognormal"},
        {"counters__0__staff": 1},
        {"dwell__evening": {"share": 0.5}},
        {"overdue": {"free_h": 18.0, "take_back_after_h": 48.0}},
        {"couriers__hour_weights": [0.0] * 8 + [1.0] * 16},
        {"dwell__law": {"kind": "geometric_days", "probability": 0.5}},
    ],
)
def test_a_counter_that_is_no_m_m_s(changes: dict[str, Any]) -> None:
    """Hours, another law, too much load, people who are not stationary."""
    assert claimed(counter_setting(1.8, 3), **changes) == []
