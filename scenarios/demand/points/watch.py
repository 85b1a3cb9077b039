"""The watch part of a site's trace: abnormal drop-offs, presence, cameras, compliance.

Lives here: the draws, one named stream for each purpose. Not here: the drop-offs themselves
(`scenarios.demand.drop_offs`).

What a resident does while a supervisor is there hangs on the same latent number as what he does
without: presence changes behaviour and shifts no luck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.behaviour.drop_off import CARELESS, LEAVES, PILES
from scenarios.behaviour.supervision import BULKY, SPOILS
from scenarios.days import DAY_MS, Days
from scenarios.expand import SitePlace
from scenarios.parts.watch import ABNORMAL, ABSENT, LANDED, WatchTrace
from scenarios.points import PointPlace
from scenarios.schema.waste.streams import Stream, Waste
from scenarios.schema.waste.watch import Camera
from scenarios.streams import Purpose, Streams

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

Draws = Callable[[Purpose], np.random.Generator]
"""The stream of a purpose for one stream of waste at one site."""

FALSE_PARTS = 4
"""Streams of a camera's false sightings: how many, when, of what, how sure."""


def draw_watched(
    waste: Waste, stream: Stream, points: Sequence[PointPlace], point: I64, mixed: F64, habit: F64,
    draws: Draws, more: Draws,
) -> dict[str, I64]:  # fmt: skip
    """Columns of drop-offs at `point`, whose latent numbers are `mixed` and `habit`.

    `draws` and `more` are two streams for each purpose.
    """
    total = len(point)
    abnormal = draws(Purpose.DROP_ABNORMAL).random(total)
    bulky = np.where(draws(Purpose.DROP_BULKY).random(total) < waste.bulky_share, BULKY, SPOILS)
    factors = np.array([_factors(each) for each in points])[point]
    cameras = [each.watch for each in points]

    def seen(purpose: Purpose, shares: Sequence[float]) -> I64:
        is_seen = draws(purpose).random(total) < np.array(shares)[point]
        means = np.array([0.0 if c is None else c.true_confidence for c in cameras])[point]
        spreads = np.array([0.0 if c is None else c.confidence_sd for c in cameras])[point]
        sure = _confidence(more(purpose).standard_normal(total), means, spreads)
        return np.where(is_seen, sure, -1)

    comply = np.array([each.comply_share for each in points])[point]
    return {
        "drop_abnormal": np.where(abnormal < waste.abnormal_share, bulky, 0),
        "present_mixed": (mixed < stream.mixed_share * factors[:, 1]).astype(np.int64),
        "present_habit": habits(waste, habit, factors[:, 0]),
        "present_abnormal": np.where(abnormal < waste.abnormal_share * factors[:, 2], bulky, 0),
        "drop_complies": (draws(Purpose.DROP_COMPLIES).random(total) < comply).astype(np.int64),
        "landed_seen": seen(
            Purpose.SEEN_LANDED, [0.0 if c is None else c.landed_share for c in cameras]
        ),
        "abnormal_seen": seen(
            Purpose.SEEN_ABNORMAL, [0.0 if c is None else c.abnormal_share for c in cameras]
        ),
    }


def habits(waste: Waste, uniform: F64, careless_factor: F64 | float = 1.0) -> I64:
    """Careless below the one share, piling in the next, leaving in the rest.

    Who is careless only without a supervisor uses the bins, and leaves the bag beside a full one.
    """
    found = np.full(len(uniform), LEAVES, dtype=np.int64)
    piles = (uniform >= waste.careless_share) & (uniform < waste.careless_share + waste.pile_share)
    found[piles] = PILES
    found[uniform < waste.careless_share * careless_factor] = CARELESS
    return found


def _factors(point: PointPlace) -> tuple[float, float, float]:
    """Of careless, badly sorted and abnormal while somebody is there."""
    supervision = point.supervision
    if supervision is None:
        return 1.0, 1.0, 1.0
    return supervision.careless_factor, supervision.mixed_factor, supervision.abnormal_factor


def _confidence(normal: F64, mean: F64 | float, spread: F64 | float) -> I64:
    """Confidence in ‰, cut to 0 … 1000."""
    permille: I64 = np.clip(np.rint(1000 * (mean + spread * normal)), 0, 1000).astype(np.int64)
    return permille


def watch_trace(
    columns: dict[str, I64], place: SitePlace, days: Days, unit_ms: int, streams: Streams
) -> WatchTrace:
    """The watch part of a site: the columns of its drop-offs, shifts, false sightings."""
    width = days.count * max([1, *(len(point.shifts) for point in place.points)])
    missed = np.zeros((len(place.points), width), dtype=np.int8)
    seen = np.full((len(place.points), width), -1, dtype=np.int16)
    for number, point in enumerate(place.points):
        if point.supervision is not None:
            drawn = streams.generator(Purpose.SHIFT_MISSED, place.id, number)
            missed[number] = drawn.random(width) < point.supervision.absence_share
        if point.watch is not None:
            looks = streams.generator(Purpose.SEEN_ABSENT, place.id, 2 * number)
            sure = streams.generator(Purpose.SEEN_ABSENT, place.id, 2 * number + 1)
            camera = point.watch
            confidence = _confidence(
                sure.standard_normal(width), camera.true_confidence, camera.confidence_sd
            )
            seen[number] = np.where(looks.random(width) < camera.absent_share, confidence, -1)
    narrow = {"landed_seen": np.int16, "abnormal_seen": np.int16}
    rows: dict[str, Any] = {
        name: column.astype(narrow.get(name, np.int8)) for name, column in columns.items()
    }
    return WatchTrace(
        **rows,
        shift_missed=missed,
        shift_seen=seen,
        **_false_sightings(place, days, unit_ms, streams),
    )


def _false_sightings(
    place: SitePlace, days: Days, unit_ms: int, streams: Streams
) -> dict[str, Any]:
    """Poisson at any hour; of a landed bag or an abnormal drop-off, or of an absent supervisor."""
    times, whose, subjects, sure = ([np.empty(0, dtype=np.int64)] for _ in range(4))
    for number, point in enumerate(place.points):
        if point.watch is None:
            continue
        drawn = [
            streams.generator(Purpose.SEEN_FALSE, place.id, FALSE_PARTS * number + part)
            for part in range(FALSE_PARTS)
        ]
        counts = drawn[0].poisson(point.watch.false_per_day, days.count)
        total = int(counts.sum())
        clock_ms = (drawn[1].random(total) * DAY_MS).astype(np.int64)
        time_ms = np.repeat(np.arange(days.count) * DAY_MS, counts) + clock_ms
        of = (LANDED, ABNORMAL, ABSENT) if point.shifts else (LANDED, ABNORMAL)
        subject = np.array(of)[(drawn[2].random(total) * len(of)).astype(np.int64)]
        times.append(time_ms // unit_ms * unit_ms)
        whose.append(np.full(total, number))
        subjects.append(subject)
        sure.append(_camera_doubts(point.watch, drawn[3].standard_normal(total)))
    order = np.argsort(np.concatenate(times), kind="stable")
    return {
        "false_ms": np.concatenate(times)[order],
        "false_point": np.concatenate(whose)[order],
        "false_subject": np.concatenate(subjects)[order].astype(np.int8),
        "false_seen": np.concatenate(sure)[order].astype(np.int16),
    }


def _camera_doubts(camera: Camera, normal: F64) -> I64:
    return _confidence(normal, camera.false_confidence, camera.confidence_sd)
