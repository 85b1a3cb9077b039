"""The scenario of a log of fill levels: a site, a waste point and a bin for each bin of the log.

Lives here: its text. Not here: reading the log, the trace made from it (`scenarios.logs`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from scenarios.logs.fill_levels import NO_LEVEL, BinLog, FillLog, scenario_id
from scenarios.logs.table import refuse
from scenarios.reading.load import validate
from scenarios.reading.variants import change
from scenarios.reading.yaml_file import Document, parse
from scenarios.schema import Scenario
from scenarios.writing.words import Plain, one_line, word

STREAM = "residual"
VOLUME_L = 600
"""A street bin; a log of levels says nothing of litres."""
DENSITY_KG_L = 0.147
"""Mixed waste, 127 to 167 kg/m³ (council guides)."""
LEVEL = 0.8
"""Where a log has no threshold: in the middle of the 70 to 90 % at which vendors raise alarms."""

HEAD = """\
# The bins of a log of fill levels, for a replay of that log.
#
# Places, names and the level at which a bin is called full are the log's. It says nothing of
# litres, kilograms or depots: those values are assumed, and change no level and no emptying.
#
# Run it with the trace of the log:
#   courtyard trace THIS_FILE --from-levels LOG --map … --out FILE.trace
#   courtyard run THIS_FILE --trace FILE.trace
"""


def bins_scenario(log: FillLog, title: str, time_zone: str) -> str:
    """The text of the scenario; point and site of a bin are called `scenario_id(bin)`.

    Raises ScenarioError where a bin of the log has no coordinates.
    """
    return "\n".join([HEAD.rstrip(), *_lines(log, title, time_zone), ""])


def _lines(log: FillLog, title: str, time_zone: str) -> Iterator[str]:
    places = [_place(log, each) for each in log.bins]
    latitude, longitude = (sum(axis) / len(places) for axis in zip(*places, strict=True))
    yield f"title: {word(title)}"
    yield "question: How often are these bins emptied, and how full are they then?"
    yield f"start_date: {log.first_day.isoformat()}"
    yield f"time_zone: {word(time_zone)}"
    yield f"run: {{days: {log.days}, warmup_days: 0, replications: 1, seed: 1}}"
    yield ""
    yield "# Where the trucks set out: the middle of the bins, as the log names no depot."
    depot = {"latitude": round(latitude, 6), "longitude": round(longitude, 6)}
    yield f"depot: {one_line(depot)}"
    yield ""
    yield "# A site for each bin. Who fills it is not known: no households, nothing is drawn."
    yield "sites:"
    for each, (north, east) in zip(log.bins, places, strict=True):
        site: dict[str, Plain | None] = {
            "id": scenario_id(each.id),
            "name": each.name or each.id,
            "households": 0,
            "latitude": north,
            "longitude": east,
        }
        yield f"  - {one_line(site)}"
    yield ""
    yield "# Its waste point with one bin [L], read once a day."
    yield "waste_points:"
    for each in log.bins:
        name = scenario_id(each.id)
        yield f"  - id: {name}"
        yield f"    site: {name}"
        yield f"    bins: [{{id: bin, stream: {STREAM}, volume_l: {VOLUME_L}}}]"
        yield "    sensor: {report_every_min: 1440, noise_mm: 0}"
    yield ""
    yield "waste:"
    yield "  streams:"
    yield f"    - id: {STREAM}"
    yield "      kg_per_household_day: 0          # what comes is in the trace"
    yield f"      density_kg_l: {DENSITY_KG_L}              # turns levels into kilograms"
    yield "      bag: {law: fixed, mean_kg: 1}"
    yield ""
    yield "collection:"
    yield "  - id: log"
    yield "    kind: replayed                     # trucks come when the log shows an emptying"
    yield f"    streams: [{STREAM}]"
    yield f"    level: {word(_threshold(log))}                         # full, as the log has it"
    yield ""
    yield "sources:"
    yield f"  sites: {word(f'the log {Path(log.file).name}')}"
    yield f"  collection.log.level: {word(_says_threshold(log))}"
    yield '  waste.streams: "assumed: mixed waste, 127 to 167 kg/m3 (council guides)"'
    yield '  waste_points: "assumed: street bins of 600 L, read at the end of each day"'
    yield "  depot: assumed"


def _place(log: FillLog, each: BinLog) -> tuple[float, float]:
    if each.latitude is None or each.longitude is None:
        refuse(
            log.file,
            f"bin {each.id!r} has no latitude and longitude: a scenario needs them (name their "
            "columns with --map latitude=… --map longitude=…)",
            int(each.line[0]),
        )
    return each.latitude, each.longitude


def _threshold(log: FillLog) -> float:
    """The commonest threshold of the log."""
    found = Counter(
        level
        for each in log.bins
        for level in each.threshold_permille.tolist()
        if level != NO_LEVEL
    )
    return found.most_common(1)[0][0] / 1000 if found else LEVEL


def _says_threshold(log: FillLog) -> str:
    known = any((each.threshold_permille != NO_LEVEL).any() for each in log.bins)
    return f"the log {Path(log.file).name}" if known else "assumed: vendors alarm at 70 to 90 %"


def bins_in(log: FillLog, time_zone: str, settings: Sequence[str] = ()) -> Scenario:
    """The scenario of a log, validated; where the log names no places, all bins stand at one.

    Raises ScenarioError for settings (as `--set` takes them) that do not fit.
    """
    at_one = replace(log, bins=tuple(_somewhere(each) for each in log.bins))
    text = bins_scenario(at_one, f"The bins of {Path(log.file).name}", time_zone)
    data, places = parse(text, log.file)
    assert isinstance(data, dict)
    document = Document(log.file, data, places)
    change(document, None, settings, restate=True)
    return validate(document, Scenario)


def _somewhere(each: BinLog) -> BinLog:
    known = each.latitude is not None and each.longitude is not None
    return each if known else replace(each, latitude=0.0, longitude=0.0)
