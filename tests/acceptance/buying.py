"""The acceptance checks of the procurement study: counts, mixes, truth, time, saving.

Lives here: the commands and bounds. Not here: the sizings with known answers
(known/sizings.py), readers of what is printed.
"""

from __future__ import annotations

from tests.acceptance.check import Bound, Check
from tests.acceptance.known.sizings import LOADS
from tests.acceptance.readers import (
    NONE,
    faults_of_pages,
    mixes_not_cheapest,
    programme_off,
    ratio_of,
    seconds_of_last,
    sizings_beyond_erlang,
    sizings_kept,
    value_of,
)

COUNTS = (
    "Flat Poisson arrivals, no closed form used: Erlang B's count for loads 5 to 1000; one fewer "
    "in at most 5 % of 100 seeds, never two, at most max(1, 3 %) more"
)
MIXES = "Nested sizes, full enumeration with the exact chain: the cheapest mix there is"
TRUTH = "Over 100 independent sizings the true mean keeps the promise in at least 90"
IN_TIME = "courtyard size ends within 3 minutes on 2 processors"
PROGRAMME = "The programme's table to the yuan: 100 a household in the first year, 10 in the fourth"
INSIDE = "Simulated parcels/s inside a study, beside orders that draw their own traces"
SHARED = "Shared draws tell two orders apart with fewer replications than own draws"
EXCLUDED = "Early exclusion judges more orders with the same replications than brute force"
PAGE = "The committee's page of yiyuan opens in Chromium, in both languages, with its plots"

SPENDING = {0: 100.0, 3: 10.0}
"""Yuan a household by year, the first at 0 (commission)."""

SIZINGS = ("python", "-m", "tests.acceptance.known.sizings")
COMPILED = ("courtyard", "run", "smoke", "--json")
"""Compiles what is not compiled yet."""


def _in_time(name: str) -> Check:
    return Check(
        name=f"size-{name}",
        shown_by=IN_TIME,
        steps=(COMPILED, ("courtyard", "size", name, "--fresh", "--json")),
        figure=seconds_of_last,
        bound=Bound(high=180),
        limit_s=1800,
    )


def _page() -> Check:
    folder = "{scratch}/order"
    pages = {language: f"{{scratch}}/{language}.html" for language in ("en", "zh")}
    return Check(
        name="size-report",
        shown_by=PAGE,
        steps=(
            ("courtyard", "size", "yiyuan", "--out", folder),
            ("courtyard", "whatif", "yiyuan", "--out", folder),
            *(
                ("courtyard", "report", folder, "--lang", language, "--out", page)
                for language, page in pages.items()
            ),
            ("python", "-m", "tests.browser.look", *pages.values()),
        ),
        figure=faults_of_pages,
        bound=NONE,
        limit_s=3600,
    )


BUYING: tuple[Check, ...] = (
    *(
        Check(
            name=f"size-erlang-{load:g}",
            shown_by=COUNTS,
            steps=((*SIZINGS, "erlang", "--loads", f"{load:g}"),),
            figure=sizings_beyond_erlang,
            bound=NONE,
            limit_s=7200,
        )
        for load in LOADS
    ),
    Check(
        name="size-mixes",
        shown_by=MIXES,
        steps=((*SIZINGS, "nested", "--seeds", "10"),),
        figure=mixes_not_cheapest,
        bound=Bound(high=0.1),
        limit_s=3600,
    ),
    Check(
        name="size-truth",
        shown_by=TRUTH,
        steps=((*SIZINGS, "truth"),),
        figure=sizings_kept,
        bound=Bound(low=0.9),
        limit_s=7200,
    ),
    _in_time("yiyuan"),
    _in_time("hangzhou"),
    Check(
        name="size-programme",
        shown_by=PROGRAMME,
        steps=(("courtyard", "size", "hangzhou", "--json"),),
        figure=programme_off(SPENDING),
        bound=Bound(high=0.5),
        limit_s=1800,
    ),
    _page(),
    Check(
        name="study-speed",
        shown_by=INSIDE,
        steps=(("courtyard", "bench", "study", "--json"),),
        figure=value_of("study/parcels"),
        bound=Bound(low=5e5),
        limit_s=1800,
    ),
    *(
        Check(
            name=name.replace("/", "-"),
            shown_by=promise,
            steps=(("courtyard", "bench", "study", "--json"),),
            figure=ratio_of(name),
            bound=Bound(low=1),
            limit_s=1800,
        )
        for name, promise in (
            ("study/shared-draws", SHARED),
            ("study/early-exclusion", EXCLUDED),
        )
    ),
)
