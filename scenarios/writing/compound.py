"""The scenario of one compound or many, from answers and, where there is one, a sheet of sites.

Lives here: the text of the file: what every value means, its unit, and where it is from. Not here:
what is asked (`scenarios.writing.questions`), the sheet (`scenarios.writing.sheet`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scenarios.reading.errors import Problem, ScenarioError
from scenarios.writing.questions import Answers, Template
from scenarios.writing.sheet import SheetSite
from scenarios.writing.words import Plain, one_line, word

START = "2026-03-02"
"""A Monday without holidays near it."""

ROUND_HOURS = (20.5, 9.5, 14.5, 6.0, 17.5, 12.0)
"""When rounds set out: the first after the evening's drop-offs, the next between the others."""

BIN_L = 240


@dataclass(frozen=True)
class Part:
    """A section of the file, and what stands in `sources` of its values."""

    text: str
    sources: dict[str, str]


def compound_scenario(
    template: Template, answers: Answers, sheet: Sequence[SheetSite] | None = None
) -> str:
    """The text of the file. `answers` are complete; `sheet` replaces those about sites.

    Raises ScenarioError where a scenario of waste would have no waste point with bins.
    """
    parts = [_head(template, answers), _sites(answers, sheet)]
    if template != "waste":
        parts += [_banks(answers, sheet), _parcels(answers)]
    if template != "lockers":
        parts += [_points(answers, sheet), _waste(answers)]
    lines = [part.text.strip("\n") for part in parts]
    sources = {path: says for part in parts for path, says in part.sources.items()}
    said = "\n".join(f"  {path}: {word(says)}" for path, says in sources.items())
    lines.append(
        "# Where values are from; what no line here fits counts as assumed. Replace `assumed` by\n"
        f"# your own source once you know better.\nsources:\n{said}"
    )
    return "\n\n".join(lines) + "\n"


def _head(template: Template, answers: Answers) -> Part:
    asks = {
        "lockers": "How many parcels find no compartment, and how full do the banks get?",
        "waste": "How often do bins overflow, and how full are they when they are emptied?",
        "both": "How many parcels find no compartment, and how often do bins overflow?",
    }[template]
    return Part(
        f"""
# {asks}
#
# Every value is a plain number with its unit in its name; docs/fields.md explains all there are.
# Change them here, or for one run with --set, such as --set run.days=28.
title: {word(answers["title"])}
question: {word(asks)}
start_date: {START}            # the first measured day; a Monday
run:
  days: {word(answers["days"])}                     # measured days
  warmup_days: 7               # days before them that are not counted
  replications: {word(answers["replications"])}              # more make the intervals narrower
  seed: 1
""",
        {},
    )


def _sites(answers: Answers, sheet: Sequence[SheetSite] | None) -> Part:
    lines = ["# Compounds: households, and the place in degrees (WGS 84).", "sites:"]
    if sheet is not None:
        for each in sheet:
            entry: dict[str, Plain | None] = {
                "id": each.id,
                "name": each.name or None,
                "households": each.households,
                "latitude": each.latitude,
                "longitude": each.longitude,
            }
            lines.append(f"  - {one_line(entry)}")
        return Part("\n".join(lines), {"sites": "the sheet of sites"})
    group: dict[str, Plain | None] = {
        "id": "c",
        "count": int(answers["sites"]) if int(answers["sites"]) > 1 else None,
        "households": answers["households"],
        "latitude": answers["latitude"],
        "longitude": answers["longitude"],
        "spacing_m": 800 if int(answers["sites"]) > 1 else None,
    }
    lines.append(f"  - {one_line(group)}")
    return Part("\n".join(lines), {"sites": "assumed: as answered"})


def _places(
    answers: Answers, sheet: Sequence[SheetSite] | None
) -> Iterator[tuple[str, str, dict[str, int]]]:
    """For each site entry: its id, the end of the ids of what stands there, and its counts."""
    keys = ("banks", "doors", "waste_points", "food_bins", "residual_bins")
    if sheet is None:
        yield "c", "", {key: int(answers[key]) for key in keys}
        return
    for each in sheet:
        yield each.id, f"-{each.id}", {key: each.count(key, answers) for key in keys}


def _banks(answers: Answers, sheet: Sequence[SheetSite] | None) -> Part:
    entries = []
    for site, end, counts in _places(answers, sheet):
        if counts["banks"]:
            count = f", count: {counts['banks']}" if counts["banks"] > 1 else ""
            entries.append(
                f"  - {{id: bank{end}, site: {site}{count}, doors: {counts['doors']},\n"
                "     door_mix: {S: 0.41, M: 0.37, L: 0.22}}"
            )
    listed = "banks:\n" + "\n".join(entries) if entries else "banks: []                      # none"
    return Part(
        f"""
# Sizes of compartments by their inner dimensions, ascending.
sizes:
  - {{id: S, width_cm: 38, height_cm: 8, depth_cm: 64}}
  - {{id: M, width_cm: 38, height_cm: 19, depth_cm: 64}}
  - {{id: L, width_cm: 38, height_cm: 41, depth_cm: 64}}

# Locker banks: `doors` compartments in the shares of `door_mix`.
{listed}
""",
        {
            "sizes": "InPost compartments A, B, C",
            "banks": "assumed: as answered; shares of doors of a public benchmark: 32 A + 29 B + "
            "18 C (Rudy 2025)",
        },
    )


def _parcels(answers: Answers) -> Part:
    return Part(
        f"""
parcels:
  per_household_day: {word(answers["parcels_per_household_day"])}      # inbound parcels
  share_to_lockers: {word(answers["share_to_lockers"])}       # with the recipient's consent
  size_mix: {{S: 0.243, M: 0.447, L: 0.208, oversize: 0.102}}   # sums to 1

# Couriers bring them in visits; hour_weights say when, from 0 to 23 h.
couriers:
  companies: [{{id: a, share: 0.6}}, {{id: b, share: 0.4}}]
  parcels_per_visit: 20
  hour_weights:
    [0, 0, 0, 0, 0, 0, 0, 1, 4, 15, 19, 21, 18, 6, 4, 4, 3, 3, 2, 0, 0, 0, 0, 0]
  setup_s: 15                  # log-in at the terminal
  park_s: 60                   # park and leave
  handling: {{law: fixed, mean_s: 30}}                 # each parcel at the terminal

# How long a parcel lies until its recipient comes.
dwell:
  law: {{kind: weibull, mean_h: {word(answers["dwell_h"])}, shape: 0.763}}

# A parcel that finds no compartment goes to the next bank here, then to the lobby floor.
rejected: {{then: [next_bank, lobby]}}
""",
        {
            "parcels.per_household_day": "assumed: as answered (0.89: 175 bn parcels in 2024, 2.6 "
            "persons a household; State Post Bureau, press)",
            "parcels.share_to_lockers": "assumed: as answered",
            "parcels.size_mix": "32,949 parcels of Olist data",
            "couriers.hour_weights": "LaDe sample (Cainiao, Jilin): 73 % delivered 09-13 h",
            "couriers.park_s": "Rudy (2025)",
            "couriers.handling.mean_s": "Rudy (2025)",
            "dwell.law.mean_h": "assumed: as answered",
            "dwell.law.shape": "PostNord Norway: Weibull shape 0.763",
        },
    )


def _points(answers: Answers, sheet: Sequence[SheetSite] | None) -> Part:
    entries = []
    for site, end, counts in _places(answers, sheet):
        bins = [
            f"      - {{id: {stream}, stream: {stream}, volume_l: {BIN_L}, count: {count}}}"
            for stream, count in (
                ("food", counts["food_bins"]),
                ("residual", counts["residual_bins"]),
            )
            if count
        ]
        if counts["waste_points"] and bins:
            count = f"    count: {counts['waste_points']}\n" if counts["waste_points"] > 1 else ""
            entries.append(
                f"  - id: point{end}\n    site: {site}\n{count}    bins:\n" + "\n".join(bins)
            )
    if not entries:
        raise ScenarioError(Problem("no compound has a waste point with bins", key="waste_points"))
    return Part(
        "# Waste points: bins by stream; households are dealt evenly to the points of a compound.\n"
        "waste_points:\n" + "\n".join(entries),
        {"waste_points": "assumed: as answered; 240 L is the usual bin"},
    )


def _waste(answers: Answers) -> Part:
    hours = sorted(ROUND_HOURS[: int(answers["rounds"])])
    return Part(
        f"""
# What is dropped off, and how it lies in a bin.
waste:
  streams:
    - id: food
      kg_per_household_day: {word(answers["food_kg"])}      # sorted out
      density_kg_l: 0.425
      bag: {{law: lognormal, mean_kg: 0.5, cv: 0.5}}
    - id: residual
      kg_per_household_day: {word(answers["residual_kg"])}
      density_kg_l: 0.147
      compaction: 1.3          # when pressed in at the brim
      bag: {{law: lognormal, mean_kg: 0.9, cv: 0.6}}
  hour_weights:
    [0, 0, 0, 0, 0, 1, 6, 12, 10, 5, 4, 4, 5, 4, 3, 3, 4, 7, 12, 11, 6, 2, 1, 0]
  pile_share: 0.5              # who puts a bag on top of a full bin; others leave it beside
  landed_mean_h: 3             # until a cleaner comes

# Where the trucks set out, and when (hours of the day).
depot: {one_line({"latitude": answers["latitude"], "longitude": answers["longitude"]})}
collection:
  - {{id: food, kind: fixed, streams: [food], hours: {hours}}}
  - {{id: residual, kind: fixed, streams: [residual], hours: {hours}}}
""",
        {
            "waste.streams.food.kg_per_household_day": "assumed: as answered (0.5 kg sorted out: "
            "the Hangzhou programme)",
            "waste.streams.food.density_kg_l": "0.425 kg/L, the Hangzhou programme",
            "waste.streams.residual.kg_per_household_day": "assumed: as answered",
            "waste.streams.residual.density_kg_l": "council guides: mixed waste 127-167 kg/m3",
            "waste.hour_weights": "assumed: before and after work",
            "depot": "assumed: replace it by the real one, kilometres depend on it",
            "collection": "assumed: hours of the rounds",
        },
    )
