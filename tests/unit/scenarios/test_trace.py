"""What makes a trace fit for an engine, its digest, and the inverse of the weekend's stretch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.behaviour.collection import planned_collection_ms
from scenarios.trace import SiteTrace, find_fault, latent_dwell_ms
from tests.small import H, column, trace

HORIZON = 72 * H
FITS: dict[str, Any] = {
    "banks": 1,
    "sizes": 2,
    "companies": 1,
    "reminders": 0,
    "lobby": True,
    "horizon_ms": HORIZON,
}


def _plain() -> SiteTrace:
    return trace([(1 * H, [0, 1]), (2 * H, [0])])


def test_sound_trace_has_no_fault() -> None:
    """A trace written by hand, an empty one and a single one are sound."""
    assert find_fault(_plain(), **FITS) is None
    assert find_fault(trace([]), **FITS) is None
    assert find_fault(trace([(1, [0]), (1, [1])], attended=False), **FITS) is None


FAULTS: list[tuple[str, Any]] = [
    ("visit_arrival_ms", column(2 * H, 1 * H)),
    ("visit_arrival_ms", column(1 * H, HORIZON)),
    ("visit_arrival_ms", column(-1, 1 * H)),
    ("visit_company", column(0, 1)),
    ("visit_company", column(0)),
    ("visit_bank", column(0, 1)),
    ("visit_bank", column(-1, 0)),
    ("visit_first_parcel", column(0, 2)),
    ("visit_first_parcel", column(1, 2, 3)),
    ("visit_first_parcel", column(0, 2, 4)),
    ("visit_first_parcel", column(0, 2, 2)),
    ("parcel_size", np.array([0, 1, 2], dtype=np.int8)),
    ("parcel_size", np.array([0, 1, -2], dtype=np.int8)),
    ("dwell_ms", column(0)),
    ("dwell_ms", column(1, 2)),
    ("dwell_ms", column(10**13 + 1)),
    ("clock_ms", column(24 * H)),
    ("handling_ms", np.full((1, 1), -1)),
    ("handling_ms", np.full((1, 0), 1)),
    ("handling_ms", np.full((2, 1), 1)),
    ("answer_ms", np.full((1, 1), -2)),
    ("at_home", np.full((1, 1), 2, dtype=np.int8)),
    ("lobby_ms", column(-1)),
]


@pytest.mark.parametrize(("array", "value"), FAULTS, ids=lambda v: v if isinstance(v, str) else "")
def test_fault_is_found_and_named(array: str, value: Any) -> None:
    """One array out of order, out of range or of a wrong length is named."""
    fault = find_fault(replace(_plain(), **{array: value}), **FITS)
    assert fault is not None
    assert fault.array == array


def test_falling_visits_are_found() -> None:
    """Parcels of visits ascend, also where their ends are right."""
    broken = replace(trace([(1, [0]), (2, [0]), (3, [0])]), visit_first_parcel=column(0, 2, 1, 3))
    fault = find_fault(broken, **FITS)
    assert fault is not None
    assert fault.array == "visit_first_parcel"


def test_unattended_parcels_come_one_by_one() -> None:
    """Without a courier a visit is a parcel."""
    fault = find_fault(replace(_plain(), attended=False), **FITS)
    assert fault is not None
    assert fault.array == "visit_first_parcel"


def test_reminders_need_answers() -> None:
    """A scenario with more reminders than the trace has answers cannot run it."""
    fault = find_fault(_plain(), **(FITS | {"reminders": 1}))
    assert fault is not None
    assert fault.array == "answer_ms"


def test_digest_sees_every_value() -> None:
    """Any changed value, the site's name and `attended` change the digest; a copy does not."""
    plain = _plain()
    assert plain.digest() == _plain().digest()
    others = [
        replace(plain, site="d"),
        replace(plain, attended=False),
        replace(plain, visit_arrival_ms=column(1 * H, 2 * H + 1)),
        replace(plain, parcel_size=np.array([0, 0, 1], dtype=np.int8)),
        replace(plain, lobby_ms=column(1)),
    ]
    digests = {plain.digest(), *(other.digest() for other in others)}
    assert len(digests) == len(others) + 1


@pytest.mark.parametrize("permille", [1, 500, 999, 1000])
def test_latent_dwell_is_the_inverse_of_the_weekends_stretch(permille: int) -> None:
    """Up to 1000 per mille the stretched latent dwell is the observed one, to the millisecond."""
    lying = np.arange(1, 400)
    deposited = np.where(lying % 2, 5 * 24 * H, 1 * H)  # Saturday and Monday, from a Monday
    latent = latent_dwell_ms(lying, deposited, 0, permille)
    back = [
        planned_collection_ms(int(at), int(dwell), -1, 0, permille) - int(at)
        for at, dwell in zip(deposited, latent, strict=True)
    ]
    assert back == lying.tolist()


def test_latent_dwell_above_one_falls_short_by_less_than_the_factor() -> None:
    """A factor of 3 reaches every third millisecond, never one too late."""
    lying = np.arange(3, 400)
    latent = latent_dwell_ms(lying, np.full(len(lying), 5 * 24 * H), 0, 3000)
    short = lying - latent * 3
    assert short.min() >= 0
    assert short.max() < 3
