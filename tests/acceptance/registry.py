"""The acceptance checks, each beside the promise it stands behind.

Here stand the commands, the bound, and the few lines that read a figure from what was printed.
Commands are those of the README and of `courtyard --help`; nothing here reaches into a package.
A check whose promise speaks of values that no test holds draws them anew in every run; the table
shows the command with its values, so that a failure can be repeated.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

from tests.acceptance.check import Bound, Check, Figure, Finished

NONE = Bound(low=0, high=0)

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
ENGINES = "Both engines write the same logs"
NAMELESS = "No engine knows a scenario by its name: a copy under another name has the same logs"

INGEST = "One manager journals 10,000 QoS 1 messages/s or more through a broker; replayed, the same"
INGEST_RATIO = "Its rate is 0.12 or more of mosquitto_sub -q 1 (C) on the same broker"
INGEST_STEADY = "At 10,000 messages/s for 5 minutes nothing is lost and its memory stays flat"


def _clone_then(*targets: str) -> tuple[tuple[str, ...], ...]:
    clone = "{scratch}/clone"
    return (
        ("git", "clone", "--quiet", ".", clone),
        *(("make", "--no-print-directory", "-C", clone, target) for target in targets),
    )


def seconds_of_last(finished: list[Finished]) -> Figure:
    """How long the last step took, in seconds."""
    return Figure(finished[-1].seconds, "s")


def tests_not_passed(finished: list[Finished]) -> Figure:
    """Tests that failed, broke, were skipped or expected to fail, by pytest's closing line."""
    closing = [line for line in finished[-1].stdout.splitlines() if " passed" in line][-1:]
    if not closing:
        raise ValueError("pytest printed no closing line")
    words = closing[0].strip("= ").replace(",", "").split()
    counts = {words[i + 1]: int(words[i]) for i in range(len(words) - 1) if words[i].isdigit()}
    passed = counts.pop("passed")
    return Figure(sum(counts.values()), "tests", f"{passed} passed")


def rows_outside(finished: list[Finished]) -> Figure:
    """Rows of `verify --json` whose interval does not hold the analytic value, over all steps."""
    rows = [row for step in finished for row in json.loads(step.stdout)]
    if not rows:
        raise ValueError("verify printed no row")
    outside = [row["name"] for row in rows if row["ok"] is not True]
    parcels = sum(row["n"] for row in rows)
    says = f"of {len(rows)}, {parcels:,} parcels" + "".join(f"; {name}" for name in outside)
    return Figure(len(outside), "rows", says)


def sites_that_differ(finished: list[Finished]) -> Figure:
    """Site logs of the first step's `run --json` whose digest another step does not repeat."""
    first, *others = [_site_digests(json.loads(step.stdout)) for step in finished]
    if not first:
        raise ValueError("run printed no site digest")
    differ = {key for other in others for key in first if other.get(key) != first[key]}
    return Figure(len(differ), "logs", f"of {len(first)}")


def _site_digests(document: dict[str, Any]) -> dict[tuple[int, str], str]:
    return {
        (log["replication"], site): digest
        for log in document["log_digests"]
        for site, digest in log["sites"].items()
    }


def doors_of_the_wave(finished: list[Finished]) -> Figure:
    """Median doors a site at share 0.25 and 9 h; the flat figure stands beside it."""
    points = json.loads(finished[-1].stdout)["points"]
    (point,) = [p for p in points if list(p["settings"].values()) == [0.25, 9]]
    return Figure(point["median"], "doors", f"flat figure {point['flat']['compartments']}")


def clear_changes(finished: list[Finished]) -> Figure:
    """Contestants whose rejection share differs from the first's with zero outside the interval."""
    (figure,) = [
        f for f in json.loads(finished[-1].stdout)["figures"] if f["name"] == "rejection_share"
    ]
    clear = [d for d in figure["differences"] if d["low"] > 0 or d["high"] < 0]
    says = ", ".join(f"{d['scenario']} {100 * d['mean']:+.2f} %" for d in figure["differences"])
    return Figure(len(clear), "variants", says)


def ratio_of(name: str) -> Callable[[list[Finished]], Figure]:
    """Ratio of one row of `bench --json`."""

    def figure(finished: list[Finished]) -> Figure:
        (row,) = [r for r in json.loads(finished[-1].stdout) if r["name"] == name]
        says = f"{row['value']:.4g} {row['unit']} against {row['baseline_value']:.4g}"
        return Figure(row["ratio"], "ratio", f"{says}, {row['baseline']}")

    return figure


def value_of(name: str) -> Callable[[list[Finished]], Figure]:
    """Value of one row of `bench --json`."""

    def figure(finished: list[Finished]) -> Figure:
        (row,) = [r for r in json.loads(finished[-1].stdout) if r["name"] == name]
        return Figure(row["value"], row["unit"])

    return figure


def ledger_value(key: str, unit: str) -> Callable[[list[Finished]], Figure]:
    """A value of `loadtest ingest --json`; no figure where its ledger does not add up."""

    def figure(finished: list[Finished]) -> Figure:
        ledger = json.loads(finished[-1].stdout)
        if ledger["missing"] or ledger["doubled"] or ledger["stored"] != ledger["published"]:
            raise ValueError(f"missing {ledger['missing']}, doubled {ledger['doubled']}")
        says = f"{ledger['stored']:,} stored, p99 {ledger['p99_ms']:.0f} ms"
        return Figure(ledger[key], unit, says)

    return figure


def memory_growth(finished: list[Finished]) -> Figure:
    """The manager's memory at the end over that at half time, of `loadtest ingest --json`."""
    ledger = json.loads(finished[-1].stdout)
    whole = ledger_value("rss_mb", "MB")(finished)
    return Figure(ledger["rss_mb"] / ledger["rss_mb_half"], "ratio", f"{whole.value:.0f} MB")


def _any_settings() -> Iterator[tuple[str, ...]]:
    """Settings for `courtyard verify` that no test holds, drawn anew in every run."""
    load = 5 + secrets.randbelow(60)
    yield ("--erlang", f"{load}:{load + secrets.randbelow(12)}")
    small, large = 2 + secrets.randbelow(4), 1 + secrets.randbelow(3)
    for policy in ("own", "upgrade", "reserve:1"):
        yield ("--nested", f"cap={small},{large} load={small - 1},{large} policy={policy}")
    places = 10 + secrets.randbelow(40)
    yield ("--batch", f"C={places} lambda={places // 2} p=0.{40 + secrets.randbelow(30)}")


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
    Check(
        name="theory-any-value",
        shown_by=ANY_VALUE,
        steps=tuple(("courtyard", "verify", *words, "--json") for words in _any_settings()),
        figure=rows_outside,
        bound=NONE,
        limit_s=3600,
        exits=(0, 1),
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
        name="engines-agree",
        shown_by=ENGINES,
        steps=tuple(
            _run(name, "--engine", engine)
            for name in ("smoke",)
            for engine in ("reference", "kernel")
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
    *(
        Check(
            name=name,
            shown_by=promise,
            steps=(("courtyard", "loadtest", "ingest", "--seconds", "20", "--replay", "--json"),),
            figure=ledger_value(key, unit),
            bound=Bound(low=low),
        )
        for name, promise, key, unit, low in (
            ("ingest-rate", INGEST, "rate_per_s", "messages/s", 10_000),
            ("ingest-ratio", INGEST_RATIO, "ratio", "ratio", 0.12),
        )
    ),
    Check(
        name="ingest-steady",
        shown_by=INGEST_STEADY,
        steps=(
            (
                *("courtyard", "loadtest", "ingest", "--rate", "10000", "--seconds", "300"),
                *("--no-baseline", "--json"),
            ),
        ),
        figure=memory_growth,
        bound=Bound(high=1.2),
        limit_s=1800,
    ),
    _nameless("smoke"),
    _nameless("single"),
)
