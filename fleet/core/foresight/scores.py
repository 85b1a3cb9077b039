"""How good forecasts were: what was said against what came.

Lives here: observations, and scores over many forecasts. Not here: where they are kept
(`fleet.adapters.forecasts`), scores of whole distributions (`twin.studies.forecast.scoring`).

The Brier score of probabilities p of an event o is mean (p − o)² (Brier, Monthly Weather Review 78,
1950): 0 perfect. Beside it stand those of two forecasters without a model: climatology says the
share of all cases in which the event came, persistence that what is now stays (1 if the bank is
full now, else 0). A band of 90 % is right if it covers what came in nine cases of ten.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from fleet.core.foresight.tenths import Tenths, flatness
from fleet.ports.forecast import Forecast, Scores


class Seen(Struct, frozen=True):
    """What was seen of a bank: its free compartments by class at `at_ms`, and whether it was full
    at some time since it was seen before.
    """

    at_ms: int
    site: str
    bank: str
    free: list[int]
    was_full: bool


class Case(Struct, frozen=True):
    """One bank of one forecast: `said` P(full by), whether it `came`, and whether it was full when
    the forecast was made.
    """

    said: float
    came: bool
    was: bool


def brier(said: Sequence[float], came: Sequence[bool]) -> float:
    """Mean squared difference; `said` in 0 … 1, at least one."""
    return sum((p - o) ** 2 for p, o in zip(said, came, strict=True)) / len(said)


class _Watched:
    """What was seen of a bank, in the order of time."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []
        self._times_ms: list[int] = []
        self._full: list[int] = [0]

    def add(self, one: Seen) -> None:
        """The next."""
        self._seen.append(one)
        self._times_ms.append(one.at_ms)
        self._full.append(self._full[-1] + one.was_full)

    def at(self, time_ms: int) -> Seen | None:
        """What was seen at a moment."""
        place = bisect_right(self._times_ms, time_ms) - 1
        return self._seen[place] if place >= 0 and self._times_ms[place] == time_ms else None

    def case(self, said: float, from_ms: int, until_ms: int) -> Case | None:
        """A forecast of it; None where it was not watched before, meanwhile and until its end."""
        before = bisect_right(self._times_ms, from_ms)
        until = bisect_right(self._times_ms, until_ms)
        if not before or before == until or self._times_ms[-1] < until_ms:
            return None
        was = sum(self._seen[before - 1].free) == 0
        return Case(said, was or self._full[until] > self._full[before], was)


def scores_of(
    forecasts: Iterable[Forecast], seen: Iterable[Seen], tenths: Iterable[Tenths] = ()
) -> Scores:
    """Scores of the forecasts that were made without edits and whose time is over.

    Forecasts in the order in which they were made, `seen` likewise: a bank counts where it was
    watched from the forecast to its end. `tenths`: hours that are over.
    """
    watched: dict[tuple[str, str], _Watched] = defaultdict(_Watched)
    for one in seen:
        watched[one.site, one.bank].add(one)
    cases: list[Case] = []
    inside = {90: 0, 50: 0}
    bands = 0
    for forecast in forecasts:
        if forecast.edits:
            continue
        known = forecast.quantiles_permille
        edges = {90: (known.index(50), known.index(950)), 50: (known.index(250), known.index(750))}
        for bank in forecast.banks:
            of = watched[bank.site, bank.bank]
            case = of.case(bank.full_by, forecast.taken_ms, forecast.by_ms)
            cases += [] if case is None else [case]
            for hour, hour_ms in enumerate(forecast.hours_ms):
                came = of.at(hour_ms)
                for size, free in zip(bank.sizes, () if came is None else came.free, strict=False):
                    bands += 1
                    for share, (low, high) in edges.items():
                        inside[share] += size.free[hour][low] <= free <= size.free[hour][high]
    pit_cases, pit = flatness(tenths)
    found = _scores(cases, bands, inside)
    return msgspec.structs.replace(found, pit_cases=pit_cases, pit=pit)


def _scores(cases: Sequence[Case], bands: int, inside: dict[int, int]) -> Scores:
    nine, half = (inside[share] / bands if bands else None for share in (90, 50))
    if not cases:
        return Scores(0, None, None, None, None, bands, nine, half)
    came = [case.came for case in cases]
    rate = sum(came) / len(came)
    return Scores(
        forecasts=len(cases),
        brier=brier([case.said for case in cases], came),
        climatology=brier([rate] * len(came), came),
        persistence=brier([float(case.was) for case in cases], came),
        base_rate=rate,
        bands=bands,
        covered_90=nine,
        covered_50=half,
    )
