"""Recipients of the initial state: as if they had been watched since the deposit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from scenarios.behaviour.collection import answered_collection_ms
from scenarios.days import DAY_MS, HOUR_MS, lay_out_days
from scenarios.demand.ahead.held import draw_recipients, resolve_initial
from scenarios.demand.latents import lay_out_latents
from scenarios.initial import HeldParcels, InitialState
from scenarios.people.recipient import Recipient
from scenarios.schema import Scenario
from scenarios.streams import Streams
from tests.drawn import place_of
from tests.small import scenario

MANY = 3_000
ALPHA = 1e-4

EXPONENTIAL = {"kind": "exponential", "mean_h": 9.0}
EVENING = {"share": 0.4, "from_hour": 18.0, "to_hour": 22.0}
REMINDERS = {"after_h": [4.0, 12.0], "answer_share": 0.5, "answer_mean_h": 6.0}


def _held(drawn: Scenario, so_far_h: float, unit_ms: int = 1, seed: int = 1) -> HeldParcels:
    parcels = [{"compartment": n + 1, "size": "S", "dwell_so_far_h": so_far_h} for n in range(MANY)]
    state = InitialState.model_validate({"banks": {"b": {"parcels": parcels}}})
    days = lay_out_days(drawn)
    return resolve_initial(state, drawn, place_of(drawn), Streams(seed, 0), days, unit_ms)


def _scenario(**parts: Any) -> Scenario:
    return scenario(**{"banks": [{"id": "b", "site": "c", "compartments": {"S": MANY}}]} | parts)


def _collections(drawn: Scenario, held: HeldParcels) -> list[int]:
    """When an engine would have them collected, were there no reminder after time 0."""
    times = []
    for n in range(held.count):
        recipient = held.recipient(n)
        recipient.learn_of_deposit(*_rules(drawn, held.deposited_at_ms(n)))
        times.append(recipient.collection_ms)
    return times


def _rules(drawn: Scenario, deposited_ms: int) -> tuple[int, int, int, int]:
    free_ms = -1 if drawn.overdue is None else round(drawn.overdue.free_h * HOUR_MS)
    overdue_ms = -1 if free_ms < 0 else deposited_ms + free_ms
    weekday = int(lay_out_days(drawn).weekday[0])
    return deposited_ms, overdue_ms, weekday, round(drawn.dwell.weekend_factor * 1000)


def _watched(drawn: Scenario, so_far_h: float, now_ms: int = 0) -> list[int]:
    """Collections after now of parcels that were deposited `so_far_h` before, by brute force."""
    latents = lay_out_latents(drawn, place_of(drawn), Streams(99, 0), 1)
    deposited_ms = now_ms - round(so_far_h * HOUR_MS)
    after = drawn.reminders.after_h if drawn.reminders else []
    times: list[int] = []
    for _ in range(400):
        rows = {
            name: latent.draw(1000) if latent.draw else np.repeat(latent.rows, 1000, axis=0)
            for name, latent in latents.items()
        }
        for n in range(1000):
            clock_ms = int(rows["clock_ms"][n])
            recipient = Recipient(
                int(rows["dwell_ms"][n]), clock_ms, int(rows["fee_lead_ms"][n]), ()
            )
            recipient.learn_of_deposit(*_rules(drawn, deposited_ms))
            time_ms = recipient.collection_ms
            for k, hours in enumerate(after):
                sent_ms = deposited_ms + round(hours * HOUR_MS)
                if sent_ms < now_ms:
                    answer_ms = int(rows["answer_ms"][n, k])
                    time_ms = answered_collection_ms(time_ms, sent_ms, answer_ms, clock_ms)
            if time_ms > now_ms:
                times.append(time_ms)
        if len(times) >= MANY:
            break
    return times


WATCHED: list[tuple[str, dict[str, Any], float]] = [
    ("exponential", {"dwell": {"law": EXPONENTIAL}}, 15.0),
    ("weibull", {"dwell": {"law": {"kind": "weibull", "mean_h": 20.0, "shape": 0.8}}}, 30.0),
    ("lognormal", {"dwell": {"law": {"kind": "lognormal", "mean_h": 12.0, "cv": 1.0}}}, 14.0),
    ("evening", {"dwell": {"law": EXPONENTIAL, "evening": EVENING}}, 16.0),
    ("steep evening",
     {"dwell": {"law": {"kind": "weibull", "mean_h": 10.0, "shape": 3.0}, "evening": EVENING}},
     12.0),
    ("fixed evening",
     {"dwell": {"law": {"kind": "fixed", "mean_h": 12.0}, "evening": EVENING}}, 16.0),
    ("days", {"dwell": {"law": {"kind": "days", "probabilities": [0.3, 0.3, 0.4]}}}, 14.0),
    ("days after hour",
     {"dwell": {"law": {"kind": "days", "probabilities": [0.3, 0.3, 0.4], "hour": 8.0}}}, 14.0),
    ("geometric", {"dwell": {"law": {"kind": "geometric_days", "probability": 0.4}}}, 40.0),
    ("weekend", {"dwell": {"law": EXPONENTIAL, "weekend_factor": 1.6}}, 15.0),
    ("reminders",
     {"dwell": {"law": EXPONENTIAL, "evening": EVENING}, "reminders": REMINDERS}, 14.0),
    ("fee to come",
     {"dwell": {"law": EXPONENTIAL},
      "overdue": {"free_h": 18.0, "averse_share": 0.7, "averse_lead_h": 4.0}}, 16.0),
    ("fee running",
     {"dwell": {"law": EXPONENTIAL}, "overdue": {"free_h": 10.0, "averse_share": 0.7}}, 16.0),
    ("all at once",
     {"dwell": {"law": EXPONENTIAL, "evening": EVENING, "weekend_factor": 0.7},
      "reminders": REMINDERS, "overdue": {"free_h": 13.5, "averse_share": 0.5}}, 13.0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "so_far_h"), [w[1:] for w in WATCHED], ids=[w[0] for w in WATCHED]
)
def test_as_if_watched_since_the_deposit(parts: dict[str, Any], so_far_h: float) -> None:
    """Collections have the law of those not yet come, found by drawing anew and throwing away."""
    drawn = _scenario(**parts)
    collections = _collections(drawn, _held(drawn, so_far_h))
    watched = _watched(drawn, so_far_h)
    assert min(collections) > 0
    assert stats.ks_2samp(collections, watched, method="asymp").pvalue > ALPHA


@pytest.mark.parametrize("hour", [12.0, 19.5, 23.0])
@pytest.mark.parametrize("name", ["evening", "days after hour", "all at once"])
def test_as_if_watched_until_any_moment(name: str, hour: float) -> None:
    """From noon, from within the evening and from after it: the law of those not yet come."""
    ((parts, so_far_h),) = [w[1:] for w in WATCHED if w[0] == name]
    drawn, now_ms = _scenario(**parts), round(hour * HOUR_MS)
    deposited_ms = np.full(MANY, now_ms - round(so_far_h * HOUR_MS))
    days = lay_out_days(drawn)
    latents = draw_recipients(drawn, place_of(drawn), Streams(1, 0), days, deposited_ms, now_ms)
    collections = []
    for n in range(MANY):
        recipient = Recipient(
            int(latents.dwell_ms[n]), int(latents.clock_ms[n]), int(latents.fee_lead_ms[n]), ()
        )
        recipient.learn_of_deposit(*_rules(drawn, int(deposited_ms[n])))
        collections.append(recipient.collection_ms)
    watched = _watched(drawn, so_far_h, now_ms)
    assert min(collections) > now_ms
    assert stats.ks_2samp(collections, watched, method="asymp").pvalue > ALPHA


def test_who_must_have_come_comes_at_once() -> None:
    """A fixed dwell that is long over: the recipient comes in the first moment, or evening."""
    drawn = _scenario(dwell={"law": {"kind": "fixed", "mean_h": 5.0}, "weekend_factor": 1.5})
    assert set(_collections(drawn, _held(drawn, 100.0))) <= {1, 2}
    days = _scenario(dwell={"law": {"kind": "days", "probabilities": [1.0], "hour": 18.0}})
    assert set(_collections(days, _held(days, 100.0))) == {18 * HOUR_MS}
    sure = _scenario(
        dwell={"law": EXPONENTIAL},
        reminders={"after_h": [1.0], "answer_share": 1.0, "answer_mean_h": 0.01},
    )
    held = _held(sure, 20.0)
    assert min(_collections(sure, held)) > 0


@pytest.mark.parametrize("unit_ms", [1_000, 60_000])
def test_grid(unit_ms: int) -> None:
    """Held parcels keep the grid of the trace; nobody has come by time 0."""
    drawn = _scenario(dwell={"law": EXPONENTIAL, "evening": EVENING}, reminders=REMINDERS)
    held = _held(drawn, 7.123456, unit_ms)
    for name in ("deposited_ms", "dwell_ms", "clock_ms", "answer_ms"):
        array = getattr(held, name)
        assert (array[array != -1] % unit_ms == 0).all(), name
    assert min(_collections(drawn, held)) > 0


def test_draws_repeat_and_leave_the_trace_alone() -> None:
    """Same seed, same recipients; their streams are not those of the parcels to come."""
    drawn = _scenario(dwell={"law": EXPONENTIAL})
    first, again, other = (_held(drawn, 5.0, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.dwell_ms, again.dwell_ms)
    assert not np.array_equal(first.dwell_ms, other.dwell_ms)
    latent = lay_out_latents(drawn, place_of(drawn), Streams(1, 0), 1)["dwell_ms"]
    assert latent.draw is not None
    assert not np.isin(first.dwell_ms - 5 * HOUR_MS, latent.draw(MANY)).any()


def test_deposit_at_time_zero() -> None:
    """A parcel laid in at midnight has the whole law before it."""
    drawn = _scenario(dwell={"law": EXPONENTIAL})
    held = _held(drawn, 0.0)
    assert stats.kstest(held.dwell_ms, stats.expon(scale=9 * HOUR_MS).cdf).pvalue > ALPHA
    assert held.dwell_ms.max() < 20 * DAY_MS
