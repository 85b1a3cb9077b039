"""A forecast as points: of its hours, of the registry alone, added up by area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fleet.metrics.ahead.foretelling import read_forecast
from fleet.metrics.ahead.measurements import FORECASTS
from fleet.metrics.catalogue import measurement
from fleet.metrics.fold import Fold, Known
from fleet.metrics.points import Points
from fleet.ports.forecast import BankAhead, BinAhead, Forecast, Scores, SizeAhead
from tests.integration.series.told import apart

HOUR_MS = 3_600_000
NOON_MS = 12 * HOUR_MS
SCORES = Scores(10, 0.081, 0.24, 0.19, 0.4, 60, 0.9, 0.5)


def bank(site: str, name: str, full: Sequence[float]) -> BankAhead:
    """Of one size; five to eight compartments are free, one fewer each hour."""
    free = [[5 - h, 5 - h, 6 - h, 7 - h, 8 - h] for h in range(len(full))]
    means = [6.4 - hour for hour in range(len(full))]
    return BankAhead(site, name, full[-1], list(full), [SizeAhead("S", 0.5, free, means)])


def forecast(at_ms: int = NOON_MS, **parts: Any) -> Forecast:
    """Of two banks of one community, one that nobody knows, and a bin, two hours ahead."""
    banks = [
        bank("s1", "b1", [0.1, 0.6]),
        bank("s2", "b2", [0.2, 0.3]),
        bank("s2", "unknown", [1.0, 1.0]),
    ]
    bins = [BinAhead("s1", "p-f", 0.7, -1, [500, 600, 700, 800, 990], [0.2, 0.7])]
    given: dict[str, Any] = {
        "taken_ms": at_ms, "by_ms": at_ms + 2 * HOUR_MS, "until_ms": at_ms + 2 * HOUR_MS,
        "scenario": "small", "seed": 1, "futures": 50, "digest": "", "edits": [],
        "hours_ms": [at_ms + HOUR_MS, at_ms + 2 * HOUR_MS],
        "quantiles_permille": [50, 250, 500, 750, 950], "banks": banks, "bins": bins,
    }  # fmt: skip
    return Forecast(**given | parts)


def told(*forecasts: Forecast, scores: Scores | None = None) -> list[str]:
    """Lines of some forecasts, of a fleet of two banks and a bin."""
    fold = Fold()
    for site, device, kind in (("s1", "b1", "bank"), ("s2", "b2", "bank"), ("s1", "p-f", "bin")):
        fold.devices[f"{site}/{device}"] = Known(site, device, kind, ["east"])
    points = Points(fold)
    for each in forecasts:
        read_forecast(points, each, scores)
    assert not points.over
    return points.lines


def row(lines: list[str], series: str, hour: int) -> dict[str, str]:
    """Fields of the one point of a series at an hour after noon."""
    (fields,) = [
        fields
        for at, fields, time_ns in map(apart, lines)
        if at == series and time_ns // 1_000_000 == NOON_MS + hour * HOUR_MS
    ]
    return fields


def test_each_stands_at_the_hour_it_speaks_of() -> None:
    """Banks, sizes, bins; the hour that is asked for has its own field."""
    lines = told(forecast())
    first = row(lines, "forecast_bank,device=b1,site=s1,source=forecast", 1)
    assert first == {"full_permille": "100i", "ahead_ms": "3600000i"}
    assert row(lines, "forecast_bank,device=b1,site=s1,source=forecast", 2) == {
        "full_permille": "600i", "full_by_permille": "600i", "ahead_ms": "7200000i",
    }  # fmt: skip
    assert row(lines, "forecast_free,device=b2,site=s2,size=S,source=forecast", 1) == {
        "free": "6i", "free_low": "5i", "free_high": "8i", "ahead_ms": "3600000i",
    }  # fmt: skip
    assert row(lines, "forecast_bin,device=p-f,site=s1,source=forecast", 1) == {
        "overflow_permille": "200i", "fill_permille": "700i", "ahead_ms": "3600000i",
    }  # fmt: skip
    half_past = forecast(by_ms=NOON_MS + HOUR_MS + 1)
    (by,) = [line for line in told(half_past) if line.startswith("forecast_bank,device=b1")
             and "full_by" in line]  # fmt: skip
    assert apart(by)[2] // 1_000_000 == half_past.by_ms


def test_areas_add_up_what_they_know() -> None:
    """The likeliest of each, expected compartments together; who is not registered is not told."""
    lines = told(forecast())
    assert not any("unknown" in line for line in lines)
    for level, name in (("city", "city"), ("community", "east")):
        of = row(lines, f"forecast_area,level={level},name={name},source=forecast", 2)
        assert of == {
            "banks": "2i", "banks_likely_full": "1i", "full_permille": "600i", "free": "11i",
            "free_least": "11i", "bins": "1i", "bins_likely_over": "1i",
            "overflow_permille": "700i", "full_by_permille": "600i", "ahead_ms": "7200000i",
        }  # fmt: skip
    brook = row(lines, "forecast_area,level=site,name=s2,source=forecast", 1)
    assert brook["free"] == "6i"
    assert "bins" not in brook


def test_the_newest_word_on_an_hour_is_its_last() -> None:
    """Both stay, none has the other's time; what was read before makes nothing."""
    early, late = forecast(), forecast(NOON_MS + HOUR_MS)
    lines = told(early, late, early)
    at = [apart(line) for line in lines if line.startswith("forecast_bank,device=b1")]
    of_two = [each for each in at if each[2] // 1_000_000 == NOON_MS + 2 * HOUR_MS]
    assert [each[1]["full_permille"] for each in sorted(of_two, key=lambda each: each[2])] == [
        "600i", "100i",
    ]  # fmt: skip
    assert len({(series, time_ns) for series, _, time_ns in map(apart, lines)}) == len(lines)


def test_what_would_be_if_is_on_no_wall() -> None:
    """A forecast with edits makes no point, nor a second reading of one."""
    assert told(forecast(edits=["close b1"])) == []


def test_scores_stand_when_they_were_known() -> None:
    """Beside the forecast that was made then; without a case there are none."""
    (score,) = [line for line in told(forecast(), scores=SCORES) if "forecast_score" in line]
    series, fields, time_ns = apart(score)
    assert (series, time_ns // 1_000_000) == ("forecast_score,source=forecast", NOON_MS)
    assert fields["brier_thousandths"] == "81i"
    assert fields["covered_nine_permille"] == "900i"
    none = Scores(0, None, None, None, None, 0, None, None)
    assert not any("forecast_score" in line for line in told(forecast(), scores=none))


def test_all_of_the_catalogue_comes_about() -> None:
    """Each measurement and field of forecasts, with the tags that it has."""
    trucked = forecast(bins=[BinAhead("s1", "p-f", 0.7, NOON_MS, [1, 2, 3, 4, 5], [0.2, 0.7])])
    seen: dict[str, set[str]] = {}
    for series, fields, _ in map(apart, told(trucked, scores=SCORES)):
        name, *tags = series.split(",")
        assert {tag.split("=")[0] for tag in tags} == {t.name for t in measurement(name).tags}
        seen.setdefault(name, set()).update(fields)
    assert seen == {each.name: set(each.units) for each in FORECASTS}
