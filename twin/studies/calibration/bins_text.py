"""The scenario of a log of fill levels that fills and is emptied like its bins.

Lives here: its text, every fitted value with interval and source. Not here: the fits; the scenario
that replays a log (`scenarios.writing.bins`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenarios.days import DAY_MS, MINUTE_MS
from scenarios.logs.cleaning.levels import CleanLevels
from scenarios.logs.fill_levels import BinLog, scenario_id
from scenarios.writing.bins import DENSITY_KG_L, STREAM, VOLUME_L
from scenarios.writing.words import Plain, one_line, word
from twin.studies.calibration.bins.matching import Filling
from twin.studies.calibration.bins.seen import Seen
from twin.studies.calibration.estimate import Calibration
from twin.studies.calibration.parcels_text import head_of, said_of

PARTS = 10_000
"""A household of the file stands for so small a part of a bin a day: 1/10,000."""
DEPTH_MM = 900
DIGITS = 6
MOST_DAYS = 3660
REPORT_MIN = 60


def bins_scenario(
    found: Calibration, clean: CleanLevels, seen: Seen, filling: Filling, time_zone: str
) -> str:
    """The text of the file."""
    lines = [
        *_head(found, clean, time_zone),
        *_sites(found, clean.log.bins, filling),
        *_points(found, clean, seen),
        *_waste(found, seen, filling),
        *_collection(found, filling),
        *_sources(found, clean, seen),
    ]
    return "\n".join(lines) + "\n"


def households(per_day: float) -> int:
    """Households that stand for a bin which fills by this part a day."""
    return round(per_day * PARTS)


def _head(found: Calibration, clean: CleanLevels, time_zone: str) -> Iterator[str]:
    title = f"The bins of {clean.files[0]}"
    yield from head_of(found, title)
    yield f"title: {word(title)}"
    yield "question: How often are these bins emptied, and how full are they then?"
    yield f"start_date: {clean.log.first_day.isoformat()}      # the first day of the log"
    yield f"time_zone: {word(time_zone)}"
    days = min(clean.log.days, MOST_DAYS)
    yield f"run: {{days: {days}, warmup_days: 14, replications: 3, seed: 1}}"
    latitude, longitude = _middle(clean.log.bins)
    depot = {"latitude": round(latitude, 6), "longitude": round(longitude, 6)}
    yield ""
    yield "# Where the trucks set out: the middle of the bins."
    yield f"depot: {one_line(depot)}"
    yield ""


def _middle(bins: Sequence[BinLog]) -> tuple[float, float]:
    placed = [(b.latitude, b.longitude) for b in bins if b.latitude is not None]
    if not placed:
        return 0.0, 0.0
    return (
        sum(north or 0.0 for north, _ in placed) / len(placed),
        sum(east or 0.0 for _, east in placed) / len(placed),
    )


def _sites(found: Calibration, bins: Sequence[BinLog], filling: Filling) -> Iterator[str]:
    yield "# A site for each bin. Who fills it is not known: a household stands for what fills"
    yield f"# 1/{PARTS:,} of a bin a day, so that their number is the bin's rate."
    yield "sites:"
    middle = _middle(bins)
    for each, per_day in zip(bins, filling.per_day.tolist(), strict=True):
        site: dict[str, Plain | None] = {
            "id": scenario_id(each.id),
            "name": each.name or each.id,
            "households": households(per_day),
            "latitude": round(middle[0], 6) if each.latitude is None else each.latitude,
            "longitude": round(middle[1], 6) if each.longitude is None else each.longitude,
        }
        yield f"  - {one_line(site)}{said_of(found, f'sites.{scenario_id(each.id)}.households')}"
    yield ""


def _points(found: Calibration, clean: CleanLevels, seen: Seen) -> Iterator[str]:
    sensor: dict[str, Plain | None] = {"report_every_min": report_min(clean, seen), "noise_mm": 0}
    if seen.noise_permille >= 0:
        sensor["noise_mm"] = round(seen.noise_permille * DEPTH_MM / 1000, 2)
    if not clean.by_date and seen.lost_share > 0:
        sensor["dropout_share"] = round(seen.lost_share, DIGITS)
    yield "# Its waste point with one bin [L]; what comes to a full bin is put on top."
    yield "waste_points:"
    for each in clean.log.bins:
        name = scenario_id(each.id)
        yield f"  - id: {name}"
        yield f"    site: {name}"
        yield (
            f"    bins: [{{id: bin, stream: {STREAM}, volume_l: {VOLUME_L}, depth_mm: {DEPTH_MM}, "
            "heap_share: 5}]"
        )
        yield f"    sensor: {one_line(sensor)}"
    yield ""


def report_min(clean: CleanLevels, seen: Seen) -> int:
    """Minutes between reports: those of the log, or an hour where it tells dates alone."""
    return REPORT_MIN if clean.by_date else max(1, min(seen.interval_ms // MINUTE_MS, 10_080))


def _waste(found: Calibration, seen: Seen, filling: Filling) -> Iterator[str]:
    full_kg = VOLUME_L * DENSITY_KG_L
    yield "waste:"
    yield "  streams:"
    yield f"    - id: {STREAM}"
    yield f"      kg_per_household_day: {round(full_kg / PARTS, 8)}      # 1/{PARTS:,} of a bin"
    yield f"      density_kg_l: {DENSITY_KG_L}"
    bag = max(round(filling.bag * full_kg, 4), 0.01)
    said = said_of(found, "waste.streams.residual.bag.mean_kg")
    yield f"      bag: {{law: exponential, mean_kg: {bag}}}{said}"
    yield f"      # what comes at once: {filling.bag:.1%} of a bin on average"
    if seen.interval_ms == DAY_MS:
        yield "  weekday_factor:      # growth of each weekday over the mean"
        for factor in seen.weekday.tolist():
            yield f"    - {round(factor, 4)}"
    if seen.is_fine:
        yield f"  hour_weights: [{', '.join(word(round(w, 3)) for w in seen.hours.tolist())}]"
    yield "  pile_share: 1"
    yield ""


def _collection(found: Calibration, filling: Filling) -> Iterator[str]:
    yield "collection:"
    yield "  - id: called"
    yield "    kind: threshold"
    yield f"    streams: [{STREAM}]"
    yield f"    level: {round(filling.level, 4)}      # full, as the log has it"
    yield f"    lead_h: {round(filling.lead_h, 3)}{said_of(found, 'collection.called.lead_h')}"
    yield ""


def _sources(found: Calibration, clean: CleanLevels, seen: Seen) -> Iterator[str]:
    files = ", ".join(found.files)
    refused = {each.what for each in found.refusals}
    yield "# Where values are from; what no line here fits counts as assumed."
    yield "sources:"
    yield f"  sites: {word(f'fitted to {files}: households stand for the rate of the bin')}"
    yield f"  waste.streams.{STREAM}.bag: {word(f'fitted to {files}: spread of growth')}"
    yield f'  waste.streams.{STREAM}.density_kg_l: "assumed: mixed waste, 127 to 167 kg/m3"'
    if seen.interval_ms == DAY_MS:
        yield f"  waste.weekday_factor: {word(f'fitted to {files}')}"
    if seen.is_fine:
        yield f"  waste.hour_weights: {word(f'fitted to {files}: growth by hour')}"
        yield f"  waste_points: {word(f'assumed: 600 L, 900 mm deep; sensor fitted to {files}')}"
    else:
        yield '  waste_points: "assumed: street bins of 600 L, 900 mm deep"'
    if "collection.called.level" not in refused:
        yield f"  collection.called.level: {word(f'the threshold in {files}')}"
    if "collection.called.lead_h" not in refused:
        yield f"  collection.called.lead_h: {word(f'fitted to {files}: full share')}"
    yield "  depot: assumed"
