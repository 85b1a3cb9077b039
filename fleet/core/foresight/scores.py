"""How good forecasts were: what was said against what came.

Lives here: observations, and scores over many forecasts. Not here: where they are kept
(`fleet.adapters.forecasts`), scores of whole distributions (`twin.studies.forecast.scoring`).

The Brier score of probabilities p of an event o is mean (p − o)² (Brier, Monthly Weather Review 78,
1950): 0 perfect. Beside it stand those of two forecasters without a model: climatology says the
share of all cases in which the event came, persistence that what is now stays (1 if the bank is
full now, else 0). A band of 90 % is right if it covers what came in nine cases of ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

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


def scores_of(forecasts: Iterable[Forecast], seen: Iterable[Seen]) -> Scores:
    """Scores of the forecasts that were made without edits and whose time is over.

    Forecasts in the order in which they were made, `seen` likewise: a bank counts where it was
    watched from the forecast to its end.
    """
    by_bank: dict[tuple[str, str], list[Seen]] = {}
    for one in seen:
        by_bank.setdefault((one.site, one.bank), []).append(one)
    cases: list[Case] = []
    inside = {90: 0, 50: 0}
    bands = 0
    for forecast in forecasts:
        if forecast.edits:
            continue
        known = forecast.quantiles_permille
        edges = {90: (known.index(50), known.index(950)), 50: (known.index(250), known.index(750))}
        for bank in forecast.banks:
            watched = by_bank.get((bank.site, bank.bank), [])
            until = [one for one in watched if forecast.taken_ms < one.at_ms <= forecast.by_ms]
            before = [one for one in watched if one.at_ms <= forecast.taken_ms]
            if before and watched[-1].at_ms >= forecast.by_ms and until:
                was = sum(before[-1].free) == 0
                came = was or any(one.was_full for one in until)
                cases.append(Case(bank.full_by, came, was))
            at = {one.at_ms: one for one in watched}
            for hour, hour_ms in enumerate(forecast.hours_ms):
                if hour_ms not in at:
                    continue
                for size, free in zip(bank.sizes, at[hour_ms].free, strict=False):
                    bands += 1
                    for share, (low, high) in edges.items():
                        inside[share] += size.free[hour][low] <= free <= size.free[hour][high]
    return _scores(cases, bands, inside)


def _scores(cases: Sequence[Case], bands: int, inside: dict[int, int]) -> Scores:
    covered = [inside[share] / bands if bands else None for share in (90, 50)]
    if not cases:
        return Scores(0, None, None, None, None, bands, *covered)
    came = [case.came for case in cases]
    rate = sum(came) / len(came)
    return Scores(
        forecasts=len(cases),
        brier=brier([case.said for case in cases], came),
        climatology=brier([rate] * len(came), came),
        persistence=brier([float(case.was) for case in cases], came),
        base_rate=rate,
        bands=bands,
        covered_90=covered[0],
        covered_50=covered[1],
    )
