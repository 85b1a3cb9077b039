"""The acceptance checks, each beside the promise it stands behind.

Lives here: the commands and bounds of lockers and of the house itself, and the list of all checks.
Not here: those of the whole compound (compound.py), of procurement studies (buying.py), of the
live fleet (live_fleet.py), of forecasts (ahead/) and of operations (operations/), how a figure is
read from what was printed (readers.py). Commands are those of the README and of `courtyard
--help`; nothing here reaches into a package.
"""

from __future__ import annotations

from tests.acceptance.ahead.checks import AHEAD
from tests.acceptance.buying import BUYING
from tests.acceptance.calibration import CALIBRATION
from tests.acceptance.check import Bound, Check
from tests.acceptance.compound import COMPOUND
from tests.acceptance.drawn import drawn_settings
from tests.acceptance.large.checks import LARGE
from tests.acceptance.live_fleet import LIVE
from tests.acceptance.managed.checks import MANAGED
from tests.acceptance.operations.checks import OPERATIONS
from tests.acceptance.readers import (
    NONE,
    clear_changes,
    doors_of_the_wave,
    ratio_of,
    rows_outside,
    seconds_of_last,
    sites_that_differ,
    tests_not_passed,
    value_of,
)

DEMO = "A fresh clone with Python and make only: the demo ends within 5 minutes after installation"
TESTS = "A fresh clone: make test passes and skips nothing"
THEORY = "Every setting with a closed form: the simulated figure holds the analytic one"
ANY_VALUE = "The closed forms hold also for values that are in no test"
SAME = "Same scenario and seed in two processes: the same log digests"
OTHER_SITE = "One more site changes no other site's log digest where no redirect couples them"
WAVE = (
    "At a quarter of the parcels and 9 h dwell the flat figure says 122 doors, the wave needs more"
)
GRID = "The whole grid of the county answer on the kernel in under 60 s"
RULES = "compare shows, with intervals, what overdue rule, evening pick-up and Double 11 change"
REFERENCE = "The reference engine runs at 0.1 or more of a bare SimPy model"
KERNEL_C = "The kernel runs at 0.6 or more of a C loop on the plain bank"
KERNEL_BUSY = "The kernel runs at 0.25 or more of a C loop with everything on"
KERNEL_SIMPY = "The kernel runs 60 times as fast as a bare SimPy model, or faster"
KERNEL_WASTE = "At waste points the kernel runs 40 times as fast as the reference, or faster"
END_TO_END = "End to end with trace generation: 2 M parcels/s or more on one core"
KERNEL_THEORY = "courtyard verify --engine kernel holds for all oracles"
DEEP = (
    "Reference and kernel write the same logs under every pair of rules at every rounding, and for "
    "ten times as many drawn scenarios as make test tries"
)
NAMELESS = "No engine knows a scenario by its name: a copy under another name has the same logs"


def _clone_then(*targets: str) -> tuple[tuple[str, ...], ...]:
    clone = "{scratch}/clone"
    return (
        ("git", "clone", "--quiet", ".", clone),
        *(("make", "--no-print-directory", "-C", clone, target) for target in targets),
    )


def _run(scenario: str, *more: str) -> tuple[str, ...]:
    options = ("--seed", "7", "--replications", "2", "--days", "3", "--json")
    return ("courtyard", "run", scenario, *options, *more)


def _nameless(name: str) -> Check:
    copy = "{scratch}/another.yaml"
    return Check(
        name=f"nameless-{name}",
        shown_by=NAMELESS,
        steps=(_run(name), ("courtyard", "scenarios", "copy", name, copy), _run(copy)),
        figure=lambda finished: sites_that_differ([finished[0], finished[2]]),
        bound=NONE,
    )


CHECKS: tuple[Check, ...] = (
    Check(
        name="demo",
        shown_by=DEMO,
        steps=_clone_then("setup", "demo"),
        figure=seconds_of_last,
        bound=Bound(high=300),
        limit_s=1800,
    ),
    Check(
        name="tests",
        shown_by=TESTS,
        steps=_clone_then("setup", "test"),
        figure=tests_not_passed,
        bound=NONE,
        limit_s=3600,
    ),
    Check(
        name="theory",
        shown_by=THEORY,
        steps=(("courtyard", "verify", "--engine", "reference", "--json"),),
        figure=rows_outside,
        bound=NONE,
        limit_s=3600,
        exits=(0, 1),
    ),
    *(
        Check(
            name=f"theory-any-value-{engine}",
            shown_by=ANY_VALUE,
            steps=(("courtyard", "verify", *drawn_settings(), "--engine", engine, "--json"),),
            figure=rows_outside,
            bound=NONE,
            limit_s=3600,
            exits=(0, 1),
        )
        for engine in ("reference", "kernel")
    ),
    Check(
        name="same-digests",
        shown_by=SAME,
        steps=(_run("smoke", "--jobs", "2"), _run("smoke", "--jobs", "1")),
        figure=sites_that_differ,
        bound=NONE,
    ),
    Check(
        name="one-more-site",
        shown_by=OTHER_SITE,
        steps=(
            _run("yiyuan", "--set", "banks.old.members={}", "--set", "sites.c.count=3"),
            _run(
                "yiyuan",
                "--set",
                "banks.old.members={}",
                "--set",
                "sites.c.count=4",
                "--set",
                "parcels.per_day=53333.333333333336",
            ),
        ),
        figure=sites_that_differ,
        bound=NONE,
    ),
    Check(
        name="county-answer",
        shown_by=WAVE,
        steps=(("courtyard", "explore", "yiyuan", "--json"),),
        figure=doors_of_the_wave,
        bound=Bound(low=151),
    ),
    Check(
        name="county-grid",
        shown_by=GRID,
        steps=(
            ("courtyard", "run", "smoke", "--json"),
            ("courtyard", "explore", "yiyuan", "--engine", "kernel", "--json"),
        ),
        figure=seconds_of_last,
        bound=Bound(high=60),
    ),
    Check(
        name="county-rules",
        shown_by=RULES,
        steps=(
            (
                "courtyard",
                "compare",
                "yiyuan",
                "yiyuan@no-overdue",
                "yiyuan@evening",
                "yiyuan@double11",
                "--json",
            ),
        ),
        figure=clear_changes,
        bound=Bound(low=3),
    ),
    Check(
        name="kernel-theory",
        shown_by=KERNEL_THEORY,
        steps=(("courtyard", "verify", "--engine", "kernel", "--json"),),
        figure=rows_outside,
        bound=NONE,
        limit_s=3600,
        exits=(0, 1),
    ),
    Check(
        name="reference-speed",
        shown_by=REFERENCE,
        steps=(("courtyard", "bench", "reference", "--json"),),
        figure=ratio_of("reference/simpy"),
        bound=Bound(low=0.1),
    ),
    *(
        Check(
            name=name.replace("/", "-"),
            shown_by=promise,
            steps=(("courtyard", "bench", "kernel", "--json"),),
            figure=ratio_of(name),
            bound=Bound(low=low),
            limit_s=1800,
        )
        for name, promise, low in (
            ("kernel/c", KERNEL_C, 0.6),
            ("kernel/c-everything", KERNEL_BUSY, 0.25),
            ("kernel/simpy", KERNEL_SIMPY, 60),
            ("kernel/waste", KERNEL_WASTE, 40),
        )
    ),
    Check(
        name="kernel-end-to-end",
        shown_by=END_TO_END,
        steps=(("courtyard", "bench", "kernel", "--json"),),
        figure=value_of("kernel/end-to-end"),
        bound=Bound(low=2e6),
        limit_s=1800,
    ),
    Check(
        name="engines-deep",
        shown_by=DEEP,
        steps=(("python", "-m", "pytest", "-q", "-n", "0", "--deep", "tests/equality"),),
        figure=tests_not_passed,
        bound=NONE,
        limit_s=3600,
    ),
    _nameless("smoke"),
    _nameless("single"),
    *COMPOUND,
    *BUYING,
    *CALIBRATION,
    *AHEAD,
    *LARGE,
    *LIVE,
    *OPERATIONS,
    *MANAGED,
)
