"""What a forecast becomes: points at the hours it speaks of.

Lives here: banks, sizes, bins, areas, scores. Not here: reading forecasts
(`fleet.adapters.forecasts`), the measurements. What is not registered has no point: tags come from
the registry alone. A forecast with edits (what would be if) has none either: a wall shows what will
be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fleet.metrics.ahead.measurements import (
    AREA_AHEAD,
    BANK_AHEAD,
    BIN_AHEAD,
    FREE_AHEAD,
    SCORE,
)
from fleet.metrics.fold import Known
from fleet.metrics.lines import ahead_ns, stamp_ns
from fleet.metrics.measurement import Measurement
from fleet.metrics.points import Fields, Points
from fleet.ports.forecast import BankAhead, BinAhead, Forecast, Scores

MARK = {"source": "forecast"}
LIKELY = 0.5
"""At which probability a bank or a bin counts as likely; the console colours it there too."""

LOW, MIDDLE, HIGH = 50, 500, 950
"""Quantiles of what is told of free compartments and levels, in thousandths."""


def permille(share: float | None) -> int | None:
    """A share or a score in thousandths."""
    return None if share is None else round(1000 * share)


def foretell(points: Points, forecast: Forecast) -> None:
    """All points of a forecast."""
    teller = _Teller(points, forecast)
    for bank in forecast.banks:
        known = points.fold.devices.get(f"{bank.site}/{bank.bank}")
        if known is not None:
            teller.bank(known, bank)
    for each in forecast.bins:
        known = points.fold.devices.get(f"{each.site}/{each.bin}")
        if known is not None:
            teller.bin(known, each)
    teller.areas()


def tell_scores(points: Points, at_ms: int, scores: Scores) -> None:
    """How good those before were, as known at a moment; nothing before the first is scored."""
    if not (scores.forecasts or scores.bands):
        return
    fields = {
        "forecasts": scores.forecasts,
        "brier_thousandths": permille(scores.brier),
        "climatology_thousandths": permille(scores.climatology),
        "persistence_thousandths": permille(scores.persistence),
        "base_rate_permille": permille(scores.base_rate),
        "covered_nine_permille": permille(scores.covered_90),
        "covered_half_permille": permille(scores.covered_50),
    }
    points.put(SCORE, None, MARK, fields, at_ms, stamp_ns(at_ms, 0, 0))


@dataclass
class _Area:
    """Of an area, hour by hour: probabilities of banks and of bins, expected free compartments."""

    full: list[Sequence[float]] = field(default_factory=list)
    full_by: list[float] = field(default_factory=list)
    over: list[Sequence[float]] = field(default_factory=list)
    free: list[float] = field(default_factory=list)


class _Teller:
    """Writes the points of one forecast."""

    def __init__(self, points: Points, forecast: Forecast) -> None:
        self._points, self._forecast = points, forecast
        self._hours_ms = forecast.hours_ms
        known = forecast.quantiles_permille
        self._low, self._middle, self._high = map(known.index, (LOW, MIDDLE, HIGH))
        self._areas: dict[tuple[str, str], _Area] = {}

    def bank(self, known: Known, bank: BankAhead) -> None:
        """A bank and its sizes."""
        by_ms, is_told = self._forecast.by_ms, False
        expected = [0.0] * len(self._hours_ms)
        for hour, time_ms in enumerate(self._hours_ms):
            is_by = time_ms == by_ms
            is_told |= is_by
            fields = {
                "full_permille": permille(bank.full[hour]),
                "full_by_permille": permille(bank.full_by) if is_by else None,
            }
            self._put(BANK_AHEAD, known, {}, fields, time_ms)
            for size in bank.sizes:
                expected[hour] += size.expected[hour]
                fields = {
                    "free": round(size.expected[hour]),
                    "free_low": size.free[hour][self._low],
                    "free_high": size.free[hour][self._high],
                }
                self._put(FREE_AHEAD, known, {"size": size.size}, fields, time_ms)
        if not is_told:
            fields = {"full_by_permille": permille(bank.full_by)}
            self._put(BANK_AHEAD, known, {}, fields, by_ms)
        for area in self._around(known):
            area.full.append(bank.full)
            area.full_by.append(bank.full_by)
            area.free = [a + b for a, b in zip(area.free, expected, strict=True)]

    def bin(self, known: Known, told: BinAhead) -> None:
        """A bin."""
        for hour, time_ms in enumerate(self._hours_ms):
            fields = {
                "overflow_permille": permille(told.over[hour]),
                "fill_permille": told.fill_permille[self._middle],
                "truck_ms": None if told.truck_ms < 0 else told.truck_ms,
            }
            self._put(BIN_AHEAD, known, {}, fields, time_ms)
        for area in self._around(known):
            area.over.append(told.over)

    def areas(self) -> None:
        """What was added up, by level and name."""
        by_ms = self._forecast.by_ms
        for (level, name), area in self._areas.items():
            tags = {"level": level, "name": name}
            least = float("inf")
            for hour, time_ms in enumerate(self._hours_ms):
                least = min(least, area.free[hour])
                fields = _banks_at(area, hour, least) | _bins_at(area, hour)
                if time_ms == by_ms and area.full_by:
                    fields["full_by_permille"] = permille(max(area.full_by))
                self._put(AREA_AHEAD, None, tags, fields, time_ms)
            if by_ms not in self._hours_ms and area.full_by:
                fields = {"full_by_permille": permille(max(area.full_by))}
                self._put(AREA_AHEAD, None, tags, fields, by_ms)

    def _around(self, known: Known) -> Iterator[_Area]:
        places = [("city", "city"), ("site", known.site)]
        places += [("community", group) for group in known.groups or ["none"]]
        for place in places:
            area = self._areas.get(place)
            if area is None:
                area = self._areas[place] = _Area(free=[0.0] * len(self._hours_ms))
            yield area

    def _put(
        self, of: Measurement, known: Known | None, tags: dict[str, str], fields: Fields, at_ms: int
    ) -> None:
        taken_ms = self._forecast.taken_ms
        told = {**fields, "ahead_ms": at_ms - taken_ms}
        self._points.put(of, known, {**tags, **MARK}, told, at_ms, ahead_ns(at_ms, taken_ms))


def _banks_at(area: _Area, hour: int, least: float) -> dict[str, int | None]:
    """Fields of an area with banks; `least`: fewest expected to be free until then."""
    full = [each[hour] for each in area.full]
    if not full:
        return {}
    return {
        "banks": len(full),
        "banks_likely_full": sum(each >= LIKELY for each in full),
        "full_permille": permille(max(full)),
        "free": round(area.free[hour]),
        "free_least": round(least),
    }


def _bins_at(area: _Area, hour: int) -> dict[str, int | None]:
    """Fields of an area with bins."""
    over = [each[hour] for each in area.over]
    if not over:
        return {}
    return {
        "bins": len(over),
        "bins_likely_over": sum(each >= LIKELY for each in over),
        "overflow_permille": permille(max(over)),
    }


def read_forecast(points: Points, forecast: Forecast, scores: Scores | None) -> None:
    """A forecast that was made, and the scores known then; one read before changes nothing."""
    if forecast.taken_ms <= points.fold.foretold_ms:
        return
    points.fold.foretold_ms = forecast.taken_ms
    if not forecast.edits:
        foretell(points, forecast)
    if scores is not None:
        tell_scores(points, forecast.taken_ms, scores)
