"""The acceptance checks of the whole compound: library, waste, counters, cold cells, faults.

Lives here: the commands of a user and the bound of each promise. Not here: readers of what they
print, how a check is carried out.
"""

from __future__ import annotations

from tests.acceptance.check import Bound, Check
from tests.acceptance.readers import (
    NONE,
    bins_that_differ,
    clear_shifts,
    farthest_from,
    faults_of_pages,
    scenarios_that_keep,
    seconds_of_last,
    sites_that_differ,
)
from tests.contract.sources import ROOT
from tests.real.data import VARIABLE, WYNDHAM

LARGE = "national"
"""Has checks of its own (large/); the equality suite compares the engines on a part of it."""

LIBRARY = sorted(
    path.stem for path in (ROOT / "scenarios" / "library").glob("*.yaml") if path.stem != LARGE
)

ALIKE = "Every library scenario as it is written: the same log digests in both engines"
IN_TIME = "Every library scenario ends within 2 minutes with the engine it takes by itself"
SHOWN = "The report of every library scenario opens in Chromium, in both languages, with its plots"
MODES = "compare property@… answers which of the four modes suits 800 households"
PLAN = "outage: with the emergency plan fewer pick-ups are blocked than without, and for less time"
HEAT = "heatwave: more parcels get too warm with the power cut than without"
SENSORS = "sensors: the reporting interval drives overflow along the curve of the field notes"
WYNDHAM_SAME = f"The Wyndham log ({VARIABLE}) replayed shows its own emptyings and full days"

OVERFLOW = {"sensors": 0.007, "two-hourly": 0.017, "six-hourly": 0.139, "twelve-hourly": 0.43}
"""Share of emptyings that find waste above the brim: P(at least 11 bags in 4 h + U(0, interval)),
one an hour, the alarm at 40 of 50."""

COLUMNS = {
    "bin": "serialNumber",
    "time": "timestamp",
    "level": "latestFullness",
    "threshold": "fullnessThreshold",
    "reason": "reason",
    "name": "description",
}


def _compare(*scenarios: str) -> tuple[tuple[str, ...], ...]:
    return (("courtyard", "compare", *scenarios, "--json"),)


def _alike(name: str) -> Check:
    return Check(
        name=f"library-alike-{name}",
        shown_by=ALIKE,
        steps=tuple(
            ("courtyard", "run", name, "--engine", engine, "--json")
            for engine in ("kernel", "reference")
        ),
        figure=sites_that_differ,
        bound=NONE,
        limit_s=7200,
    )


def _in_time(name: str) -> Check:
    return Check(
        name=f"library-in-time-{name}",
        shown_by=IN_TIME,
        steps=(
            ("courtyard", "run", "smoke", "--json"),  # compiles what is not compiled yet
            ("courtyard", "run", name, "--json"),
        ),
        figure=seconds_of_last,
        bound=Bound(high=120),
    )


def _shown(name: str) -> Check:
    run = "{scratch}/run"
    pages = {language: f"{{scratch}}/{language}.html" for language in ("en", "zh")}
    return Check(
        name=f"library-report-{name}",
        shown_by=SHOWN,
        steps=(
            ("courtyard", "run", name, "--out", run),
            *(
                ("courtyard", "report", run, "--lang", language, "--out", page)
                for language, page in pages.items()
            ),
            ("python", "-m", "tests.browser.look", *pages.values()),
        ),
        figure=faults_of_pages,
        bound=NONE,
        limit_s=1200,
    )


def _plan(name: str) -> Check:
    return Check(
        name=f"outage-{name.replace('_', '-')}",
        shown_by=PLAN,
        steps=_compare("outage@no-plan", "outage"),
        figure=clear_shifts(name, -1),
        bound=Bound(low=1),
    )


COMPOUND: tuple[Check, ...] = (
    *map(_alike, LIBRARY),
    *map(_in_time, LIBRARY),
    *map(_shown, LIBRARY),
    Check(
        name="four-modes",
        shown_by=MODES,
        steps=_compare(
            *(f"property@{mode}" for mode in ("counter", "lockers", "station", "mixed"))
        ),
        figure=scenarios_that_keep,
        bound=Bound(low=1),
    ),
    _plan("blocked_pickups"),
    _plan("recovery_minutes"),
    Check(
        name="heat-wave",
        shown_by=HEAT,
        steps=_compare("heatwave@no-cut", "heatwave"),
        figure=clear_shifts("excursion_parcels", 1),
        bound=Bound(low=1),
    ),
    Check(
        name="fill-sensors",
        shown_by=SENSORS,
        steps=_compare(*(name if name == "sensors" else f"sensors@{name}" for name in OVERFLOW)),
        figure=farthest_from("overflow_share", list(OVERFLOW.values())),
        bound=Bound(high=0.02),
    ),
    Check(
        name="wyndham",
        shown_by=WYNDHAM_SAME,
        steps=tuple(
            (
                "courtyard",
                "replay",
                str(WYNDHAM),
                *(word for pair in COLUMNS.items() for word in ("--map", "=".join(pair))),
                *("--full-at", "10", "--time-zone", "Australia/Melbourne"),
                *("--engine", engine, "--json"),
            )
            for engine in ("reference", "kernel")
        ),
        figure=bins_that_differ,
        bound=NONE,
        exits=(0, 1),
        data=WYNDHAM,
    ),
)
