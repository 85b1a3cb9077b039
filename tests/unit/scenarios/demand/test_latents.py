"""Latent values: their laws, their shapes, and one row where all parcels are alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.trace import MAX_ATTEMPTS, PARCEL_ARRAYS, find_fault
from tests.drawn import EVERYTHING, compiled, single
from tests.small import scenario

TWO_SIZES = {"S": 0.7, "L": 0.3}


def _attended(**parts: Any) -> Any:
    couriers = {"companies": [{"id": "a", "share": 1.0}], "parcels_per_visit": 20.0}
    couriers |= parts.pop("couriers", {})
    return scenario(parcels={"per_day": 500.0, "size_mix": TWO_SIZES}, couriers=couriers, **parts)


def _near(part: float, share: float, count: int) -> bool:
    return bool(abs(part - share) <= 3.29 * np.sqrt(share * (1 - share) / count) + 1e-12)


def test_plain_scenario_has_single_rows() -> None:
    """Without rules, everything but size and dwell is one row; a fixed dwell is one row too."""
    trace = compiled(single())
    rows = {name: len(getattr(trace, name)) for name in PARCEL_ARRAYS[4:]}
    assert {name for name, count in rows.items() if count > 1} == {"parcel_size", "dwell_ms"}
    assert trace.clock_ms.tolist() == [-1]
    assert trace.handling_ms.tolist() == [[0]]
    assert trace.answer_ms.shape == (1, 0)
    assert trace.fee_lead_ms.tolist() == [-1]
    assert trace.at_home.tolist() == [[0]]
    assert trace.lobby_ms.tolist() == [-1]
    fixed = compiled(single(dwell={"law": {"kind": "fixed", "mean_h": 10.0}}))
    assert fixed.dwell_ms.tolist() == [10 * HOUR_MS]


def test_sizes_by_mix() -> None:
    """Sizes come by their shares in the scenario's order; oversize is −1."""
    mix = {"L": 0.5, "oversize": 0.2, "S": 0.3}
    trace = compiled(single(400.0, parcels={"per_day": 400.0, "size_mix": mix}), days=50)
    for code, share in ((0, 0.3), (1, 0.5), (-1, 0.2)):
        assert _near(float((trace.parcel_size == code).mean()), share, trace.parcels)


@pytest.mark.parametrize(("only", "code"), [("S", 0), ("L", 1), ("oversize", -1)])
def test_one_size(only: str, code: int) -> None:
    """A mix of one part gives that size to every parcel, in an array of full length."""
    trace = compiled(single(parcels={"per_day": 50.0, "size_mix": {only: 1.0}}))
    assert set(trace.parcel_size.tolist()) == {code}
    assert len(trace.parcel_size) == trace.visits


def test_evening_recipients() -> None:
    """The share of evening recipients has a time in the evening, uniform; the others have none."""
    dwell = {
        "law": {"kind": "exponential", "mean_h": 9.0},
        "evening": {"share": 0.4, "from_hour": 18.0, "to_hour": 24.0},
    }
    clock = compiled(single(dwell=dwell), days=100).clock_ms
    evening = clock[clock >= 0]
    assert _near(len(evening) / len(clock), 0.4, len(clock))
    assert evening.min() >= 18 * HOUR_MS
    assert evening.max() < DAY_MS
    middle = float(evening.mean()) / HOUR_MS
    assert abs(middle - 21.0) < 3.29 * 6 / np.sqrt(12 * len(evening))


def test_laws_by_day_have_their_hour() -> None:
    """Recipients of a law by days come at its hour, those of the evening in the evening."""
    law = {"kind": "geometric_days", "probability": 0.5, "hour": 17.5}
    assert compiled(single(dwell={"law": law})).clock_ms.tolist() == [int(17.5 * HOUR_MS)]
    mixed = compiled(single(dwell={"law": law, "evening": {"share": 0.5, "from_hour": 19.0}}))
    usual = mixed.clock_ms == int(17.5 * HOUR_MS)
    assert _near(float(usual.mean()), 0.5, mixed.parcels)
    assert mixed.clock_ms[~usual].min() >= 19 * HOUR_MS


@pytest.mark.parametrize(("law", "cv"), [("exponential", 1.0), ("lognormal", 0.5)])
def test_handling_times(law: str, cv: float) -> None:
    """One column where a parcel is presented once; mean and spread as asked."""
    drawn = _attended(couriers={"handling": {"law": law, "mean_s": 30.0, "cv": 0.5}})
    handling = compiled(drawn, days=100).handling_ms
    assert handling.shape[1] == 1
    assert abs(handling.mean() - 30_000) < 3.29 * cv * 30_000 / np.sqrt(len(handling))
    assert handling.std() == pytest.approx(cv * 30_000, rel=0.05)


def test_handling_has_a_column_per_attempt() -> None:
    """Legs × days, at most MAX_ATTEMPTS; columns are independent, the first one stays the same."""
    handling = {"law": "exponential", "mean_s": 30.0}
    banks = [{"id": f"b{i}", "site": "c", "compartments": {"S": 1}} for i in range(3)]

    def columns(**rejected: Any) -> Any:
        drawn = _attended(couriers={"handling": handling}, rejected=rejected, banks=banks)
        return compiled(drawn).handling_ms

    assert columns(then=["next_bank"], max_legs=2).shape[1] == 2
    assert columns(then=["next_bank"], max_legs=16).shape[1] == 3
    assert columns(then=["next_bank", "other_site"], max_legs=7).shape[1] == 7
    assert columns(then=["depot"], delivery_days=4).shape[1] == 4
    most = columns(then=["next_bank", "depot"], delivery_days=10)
    assert most.shape[1] == MAX_ATTEMPTS
    assert np.array_equal(most[:, :1], columns(then=[]))
    assert abs(np.corrcoef(most[:, 0], most[:, 1])[0, 1]) < 3.29 / np.sqrt(len(most))


def test_fixed_handling_is_one_value() -> None:
    """A fixed time at the terminal is one row of one column."""
    trace = compiled(_attended(couriers={"handling": {"mean_s": 30.0}}))
    assert trace.handling_ms.tolist() == [[30_000]]


def test_answers_to_reminders() -> None:
    """The share that answers, its exponential delay, independent columns, none where share is 0."""
    reminders = {"after_h": [12.0, 24.0, 48.0], "answer_share": 0.4, "answer_mean_h": 3.0}
    answers = compiled(single(400.0, reminders=reminders), days=50).answer_ms
    assert answers.shape[1] == 3
    for column in answers.T:
        given = column[column >= 0]
        assert _near(len(given) / len(column), 0.4, len(column))
        assert given.min() >= 1
        assert abs(given.mean() / HOUR_MS - 3.0) < 3.29 * 3.0 / np.sqrt(len(given))
    both = float(((answers[:, 0] >= 0) & (answers[:, 1] >= 0)).mean())
    assert _near(both, 0.16, len(answers))
    fewer = compiled(single(400.0, reminders=reminders | {"after_h": [12.0]}), days=50).answer_ms
    assert np.array_equal(fewer, answers[:, :1])
    silent = compiled(single(reminders=reminders | {"answer_share": 0.0})).answer_ms
    assert silent.tolist() == [[-1, -1, -1]]


def test_larger_answer_share_changes_nobody_who_answered() -> None:
    """Common random numbers: who answers at 20 % answers at 60 %, after the same time."""
    reminders = {"after_h": [12.0], "answer_share": 0.2}
    few = compiled(single(reminders=reminders)).answer_ms[:, 0]
    many = compiled(single(reminders=reminders | {"answer_share": 0.6})).answer_ms[:, 0]
    assert np.array_equal(few[few >= 0], many[few >= 0])
    assert (many >= 0).sum() > (few >= 0).sum()


def test_fee_leads() -> None:
    """The averse come uniformly up to the lead before the fee."""
    overdue = {"averse_share": 0.3, "averse_lead_h": 2.0}
    lead = compiled(single(400.0, overdue=overdue), days=50).fee_lead_ms
    averse = lead[lead >= 0]
    assert _near(len(averse) / len(lead), 0.3, len(lead))
    assert averse.max() < 2 * HOUR_MS
    assert abs(averse.mean() / HOUR_MS - 1.0) < 3.29 * 2 / np.sqrt(12 * len(averse))


def test_at_home_by_day() -> None:
    """A column per day on which the parcel may be brought; one row where the share is 0 or 1."""
    rejected = {"then": ["home", "depot"], "home_share": 0.3, "delivery_days": 3}
    at_home = compiled(_attended(rejected=rejected)).at_home
    assert at_home.shape[1] == 3
    assert at_home.dtype == np.int8
    for column in at_home.T:
        assert _near(float(column.mean()), 0.3, len(column))
    assert compiled(_attended(rejected=rejected | {"then": ["home"]})).at_home.shape[1] == 1
    always = compiled(_attended(rejected=rejected | {"home_share": 1.0})).at_home
    assert always.tolist() == [[1]]


def test_lobby_times() -> None:
    """Exponential times on the floor, only where the rules leave parcels there."""
    rejected = {"then": ["lobby"], "lobby_mean_h": 6.0}
    lobby = compiled(single(rejected=rejected), days=50).lobby_ms
    assert abs(lobby.mean() / HOUR_MS - 6.0) < 3.29 * 6.0 / np.sqrt(len(lobby))
    assert lobby.min() >= 1


def test_site_factor_stretches_the_dwell() -> None:
    """A site's dwell factor multiplies the same draws."""
    site = {"id": "c", "households": 10, "latitude": 36.0, "longitude": 118.0}
    plain = compiled(single(sites=[site])).dwell_ms
    double = compiled(single(sites=[site | {"dwell_factor": 2.0}])).dwell_ms
    assert np.abs(double - 2 * plain).max() <= 2


def test_everything_is_sound() -> None:
    """A scenario in which every draw is made gives a trace that engines can trust."""
    drawn = scenario(**EVERYTHING)
    trace = compiled(drawn)
    fault = find_fault(
        trace, banks=2, sizes=2, companies=3, reminders=2, lobby=False, horizon_ms=20 * DAY_MS
    )
    assert fault is None
    assert min(len(getattr(trace, name)) for name in ("clock_ms", "fee_lead_ms", "at_home")) > 1


def test_temperatures_follow_their_mix_and_move_nothing_else() -> None:
    """Shares as given, within four standard deviations; all other latents stay as they were."""
    mix = {"ambient": 0.6, "chilled": 0.3, "frozen": 0.1}
    parcels = {"per_day": 500.0, "size_mix": {"S": 0.7, "L": 0.3}}
    plain = compiled(single(parcels=parcels))
    mixed = compiled(single(parcels=parcels | {"temperature_mix": mix}))
    count = mixed.parcels
    assert plain.parcel_temperature.tolist() == [0]
    found = np.bincount(mixed.parcel_temperature, minlength=3) / count
    for share, part in zip(found, mix.values(), strict=True):
        assert abs(share - part) < 4 * np.sqrt(part * (1 - part) / count)
    for name in PARCEL_ARRAYS:
        if name != "parcel_temperature":
            assert np.array_equal(getattr(plain, name), getattr(mixed, name)), name


def test_one_temperature_is_one_row() -> None:
    """A mix of a single temperature draws nothing."""
    parcels = {"per_day": 50.0, "size_mix": {"S": 1.0}, "temperature_mix": {"frozen": 1.0}}
    assert compiled(single(parcels=parcels)).parcel_temperature.tolist() == [2]
