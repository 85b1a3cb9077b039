"""The checks of alarms and work orders, each beside the promise it stands behind.

Lives here: commands and bounds. Not here: how a check is carried out (`tests.acceptance.check`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.acceptance.check import Bound, Check, Figure, Finished
from tests.acceptance.readers import NONE, rows_outside, tests_not_passed

OVERFLOW = (
    "On 20 seeds not used for tuning the overflow rule raises at most half the false alarms of a "
    "bare 80 % threshold, at no lower recall"
)
EVERY_RULE = (
    "On seeds not used for tuning, scenario unchanged: precision, recall and delay of every rule"
)
CREW = (
    "hangzhou with one supervisor more or fewer, side by side; with and without digital control, "
    "the programme's claims tested"
)
LINKAGE = "Linkage (lock a lid, point to the neighbour), all durable"
FLAPPING = "A device that flaps every 5 s for an hour makes one alarm"
POWER_CUT = "A site's power cut with 200 devices makes one incident"
STAFF = "verify --staff: work orders with exponential times match M/M/c within the interval"
ROUNDS = (
    "Rounds planned from fill against fixed ones in hangzhou, side by side: at most half the "
    "overflow hours for no more kilometres, and fewer kilometres than fixed rounds twice a day"
)
CONSOLE_STORY = (
    "courtyard up property in a browser: an alarm appears, is acknowledged, its order closes when "
    "the sensor agrees; both languages, no word on the console"
)
FIRST_VIEW = "The first view of the console stands within 2 s"
LONG_LIST = "A list of 10,000 devices is filtered within 1 s of typing"
KILLED = "An alarm and its escalation timer survive kill -9"

BROKEN = (
    "Devices that no longer behave like their models are found, over 20 seeds: 95 % of blind "
    "sensors within 7 days, of leaking cells within 3, of doors that lie at the fourth use; fewer "
    "than one false alarm in ten device-years (95 %)"
)

CONSOLE = (("python", "-m", "tests.acceptance.operations.console"),)
BAD_FIRMWARE = (
    "A rollout with 5 % hidden failures stops in the canary in at least 92 % of 200 seeds"
)
GOOD_FIRMWARE = "A rollout with 0.2 % hidden failures goes through in at least 90 % of 200 seeds"
POWER_IN_UPDATE = (
    "1,000 simulated devices with power cuts in the middle end on a known good version"
)
ROLLOUT_KILLED = "The manager is killed in the middle of a rollout and goes on"
NEVER_INSTALLED = "A wrong checksum or signature is never installed"

CORE = "tests/unit/fleet/core/alarms"
ROLLOUTS = ("python", "-m", "tests.acceptance.operations.rollouts")


def false_ratio(finished: list[Finished]) -> Figure:
    """False alarms of the manager over those of the threshold; no figure at a lower recall."""
    document = json.loads(finished[-1].stdout)
    change = document["recall_change"]["mean"]
    if change < 0:
        raise ValueError(f"recall is lower by {-change:.4f}")
    rows = {row["alarm"]: row for row in document["rules"]}
    ours, bare = rows["overflow"], document["threshold"]
    says = (
        f"{ours['false_alarms']} of {ours['alarms']} false against {bare['false_alarms']} of "
        f"{bare['alarms']}, recall {change:+.4f}, precision {ours['precision']['mean']:.4f}, "
        f"delay {ours['delay_min']['mean']:.1f} min"
    )
    return Figure(document["false_ratio"], "ratio", says)


def rules_without_figures(finished: list[Finished]) -> Figure:
    """Rules that have no precision or no recall where everything happens; the figures of all."""
    document = json.loads(finished[-1].stdout)
    found, says = 0, []
    for row in document["rules"]:
        shares = [row[key]["mean"] for key in ("precision", "recall")]
        found += None in shares
        told = "/".join("–" if share is None else f"{share:.2f}" for share in shares)
        delay = row["delay_min"]["mean"]
        says.append(f"{row['alarm']} {told}" + ("" if delay is None else f" {delay:.0f} min"))
    return Figure(found, "rules", "; ".join(says))


def overflow_left(finished: list[Finished]) -> Figure:
    """Overflow hours of planned rounds (last of the scenarios compared) over those of the fixed
    rounds as they are (second); the first are fixed rounds more often.

    No figure where planned rounds drive more than the fixed ones as they are, or do not drive less
    than those more often beyond chance.
    """
    document = json.loads(finished[-1].stdout)
    figures = {figure["name"]: figure for figure in document["figures"]}
    means = {name: [each["mean"] for each in figures[name]["values"]] for name in figures}
    km, over, light = (
        means[name] for name in ("truck_km", "overflow_hours", "emptied_nearly_empty_share")
    )
    change = figures["truck_km"]["differences"][-1]
    if km[-1] > km[1] or change["high"] >= 0:
        raise ValueError(f"kilometres a day {km}, against the first by {change}")
    says = "; ".join(
        f"{name}: {km[i]:.0f} km, {over[i]:.0f} overflow h a day, {light[i]:.1%} nearly empty"
        for i, name in enumerate(document["scenarios"])
    )
    return Figure(over[-1] / over[1], "ratio", says)


STATED = {"blind": ("days_95", 7.0), "leaking": ("days_95", 3.0), "contact": ("uses_95", 4.0)}
FALSE_PER_YEAR = 0.1


def late_or_false(finished: list[Finished]) -> Figure:
    """The worst of what is stated, as a share of it: time to find, rate of false alarms."""
    worst, says = 0.0, []
    for alarm, of in json.loads(finished[-1].stdout)["rules"].items():
        name, stated = STATED[alarm]
        until, high = of[name] or float("inf"), of["false_per_year"]["high"]
        worst = max(worst, until / stated, high / FALSE_PER_YEAR)
        says.append(
            f"{alarm}: {of['found']} of {of['broken']} found, {name} {until:.1f}, "
            f"{of['false_alarms']} false in {of['device_years']:.0f} device-years"
        )
    return Figure(worst, "of what is stated", "; ".join(says))


def seconds_of(name: str) -> Callable[[list[Finished]], Figure]:
    """A time that the program printed, and the others beside it."""

    def figure(finished: list[Finished]) -> Figure:
        told = json.loads(finished[-1].stdout)
        others = ", ".join(f"{other} {value}" for other, value in told.items() if other != name)
        return Figure(told[name], "s", others)

    return figure


def share_of(key: str) -> Callable[[list[Finished]], Figure]:
    """Seeds that ended so, of all."""

    def read(finished: list[Finished]) -> Figure:
        document = json.loads(finished[-1].stdout)
        return Figure(document[key] / document["seeds"], "share", f"{document['seeds']} seeds")

    return read


def not_good(finished: list[Finished]) -> Figure:
    """Devices on no good version in the end; no figure where too few were interrupted."""
    document = json.loads(finished[-1].stdout)
    if document["interrupted"] < document["devices"] // 20:
        raise ValueError(f"only {document['interrupted']} updates were interrupted")
    says = f"{document['interrupted']} interrupted, {document['updated']} updated"
    return Figure(document["not_good"], "devices", says)


def not_gone_on(finished: list[Finished]) -> Figure:
    """Devices that were reached and have not the new version, and records decided otherwise; none
    unless it is done, after three kills, with half of them.
    """
    document = json.loads(finished[-1].stdout)
    if document["state"] != "done" or document["kills"] < 3:
        raise ValueError(f"{document['state']} after {document['kills']} kills")
    if 2 * document["updated"] < document["devices"]:
        raise ValueError(f"only {document['updated']} are updated")
    says = (
        f"{document['updated']} updated, {document['unreached']} not reached, "
        f"{document['kills']} kills, {document['seconds']:.0f} s"
    )
    return Figure(document["other"] + document["again"], "devices", says)


def staff_saved(finished: list[Finished]) -> Figure:
    """Share of staff saved by the fewest who are as good as those without digital control."""
    document = json.loads(finished[-1].stdout)
    says = [
        f"{row['case']}: response {_mean(row, 'order_response_min')} min, escalated "
        f"{_mean(row, 'escalated_share')}, overflow {_mean(row, 'overflow_hours')} h/day, bags "
        f"{_mean(row, 'landed_bag_hours')} h/day, badly sorted {_mean(row, 'mixed_share')}"
        for row in document["cases"]
    ]
    return Figure(document["staff_saved"] or 0.0, "of staff; 0.33 claimed", "; ".join(says))


def _mean(row: dict[str, Any], name: str) -> str:
    found = row["figures"].get(name)
    return "–" if found is None else f"{found['mean']:.3g}"


def _tested(name: str, shown_by: str, test: str) -> Check:
    steps = (("python", "-m", "pytest", "-q", "-n", "0", "--deep", test),)
    return Check(name, shown_by, steps, tests_not_passed, NONE)


OPERATIONS: tuple[Check, ...] = (
    Check(
        "alarms-overflow", OVERFLOW,
        (("courtyard", "alarms", "sensors@outliers", "--days", "365", "--json"),),
        false_ratio, Bound(high=0.5), limit_s=1800,
    ),
    Check(
        "alarms-every-rule", EVERY_RULE, (("courtyard", "alarms", "alarms", "--json"),),
        rules_without_figures, NONE, limit_s=1800,
    ),
    Check(
        "staff-of-hangzhou", CREW,
        (("courtyard", "staff", "hangzhou@digital", "--days", "4", "--json",
          *(word for kind in ("old", "moved", "new", "fine")
            for word in ("--set", f"sites.{kind}.count=1"))),),
        staff_saved, Bound(low=-1.0, high=1.0), limit_s=1800,
    ),
    _tested(
        "alarms-flapping", FLAPPING,
        f"{CORE}/test_conditions.py::"
        "test_a_device_that_flaps_every_five_seconds_for_an_hour_makes_one_alarm",
    ),
    _tested("linkage", LINKAGE, "tests/simulation/test_linkage.py"),
    _tested(
        "alarms-power-cut", POWER_CUT,
        f"{CORE}/test_incidents.py::test_a_power_cut_of_200_devices_is_one_incident",
    ),
    Check(
        "staff", STAFF,
        tuple(("courtyard", "verify", "--staff", load, "--json") for load in ("3.2:4", "1.2:2")),
        rows_outside, NONE, limit_s=1800, exits=(0, 1),
    ),
    Check(
        "rounds", ROUNDS,
        (("courtyard", "compare", "hangzhou@twice", "hangzhou", "hangzhou@dynamic",
          "--replications", "5", "--json"),),
        overflow_left, Bound(high=0.5), limit_s=1800,
    ),
    Check(
        "broken-devices", BROKEN,
        (("courtyard", "devices", "broken", "property@equipped", "--days", "130", "--json"),),
        late_or_false, Bound(high=1.0), limit_s=2400,
    ),
    _tested("console-story", CONSOLE_STORY, "tests/browser/console/test_story.py"),
    Check("console-first-view", FIRST_VIEW, CONSOLE, seconds_of("first_view_s"), Bound(high=2.0)),
    Check("console-long-list", LONG_LIST, CONSOLE, seconds_of("filter_s"), Bound(high=1.0)),
    _tested("alarms-killed", KILLED, "tests/integration/fleet/test_work.py"),
    Check(
        "rollout-bad", BAD_FIRMWARE, ((*ROLLOUTS, "--failing-ppm", "50000"),),
        share_of("stopped_in_canary"), Bound(low=0.92), limit_s=3600,
    ),
    Check(
        "rollout-good", GOOD_FIRMWARE, ((*ROLLOUTS, "--failing-ppm", "2000"),),
        share_of("went_through"), Bound(low=0.9), limit_s=3600,
    ),
    Check(
        "rollout-power-cuts", POWER_IN_UPDATE,
        ((*ROLLOUTS, "--devices", "1000", "--cuts-per-day", "150", "--cut-days", "1",
          "--tries", "10", "--soak-h", "0", "--seeds", "1"),),
        not_good, NONE, limit_s=1800,
    ),
    Check(
        "rollout-killed", ROLLOUT_KILLED,
        (("python", "-m", "tests.acceptance.operations.rollout_kills"),), not_gone_on, NONE,
    ),
    _tested("rollout-checked", NEVER_INSTALLED, "tests/unit/devices/models/test_updater.py"),
)  # fmt: skip
