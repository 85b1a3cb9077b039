"""The checks of alarms and work orders, each beside the promise it stands behind.

Lives here: commands and bounds. Not here: how a check is carried out (`tests.acceptance.check`).
"""

from __future__ import annotations

import json

from tests.acceptance.check import Bound, Check, Figure, Finished
from tests.acceptance.readers import NONE, rows_outside, tests_not_passed

OVERFLOW = (
    "On 20 seeds not used for tuning the overflow rule raises at most half the false alarms of a "
    "bare 80 % threshold, at no lower recall"
)
FLAPPING = "A device that flaps every 5 s for an hour makes one alarm"
POWER_CUT = "A site's power cut with 200 devices makes one incident"
STAFF = "verify --staff: work orders with exponential times match M/M/c within the interval"
ROUNDS = (
    "Rounds planned from fill against fixed ones in hangzhou: fewer km than fixed rounds that "
    "serve as well, no more overflow hours than the fixed rounds as they are"
)
KILLED = "An alarm and its escalation timer survive kill -9"

CORE = "tests/unit/fleet/core/alarms"


def false_ratio(finished: list[Finished]) -> Figure:
    """False alarms of the manager over those of the threshold; no figure at a lower recall."""
    document = json.loads(finished[-1].stdout)
    change = document["recall_change"]["mean"]
    if change < 0:
        raise ValueError(f"recall is lower by {-change:.4f}")
    ours, bare = document["manager"], document["threshold"]
    says = (
        f"{ours['false_alarms']} of {ours['alarms']} false against {bare['false_alarms']} of "
        f"{bare['alarms']}, recall {change:+.4f}, precision {ours['precision']['mean']:.4f}, "
        f"delay {ours['delay_min']['mean']:.1f} min"
    )
    return Figure(document["false_ratio"], "ratio", says)


def km_saved(finished: list[Finished]) -> Figure:
    """Kilometres of planned rounds over those of fixed rounds twice a day, from a comparison of
    these (first), the fixed rounds as they are, and the planned ones (last).

    No figure unless the kilometres saved are beyond chance, and overflow hours no more than as it
    is.
    """
    document = json.loads(finished[-1].stdout)
    figures = {figure["name"]: figure for figure in document["figures"]}
    km = figures["truck_km"]
    if km["differences"][-1]["high"] >= 0:
        raise ValueError(f"kilometres change by {km['changes'][-1]}")
    means = {name: [each["mean"] for each in figures[name]["values"]] for name in figures}
    over, light = means["overflow_hours"], means["emptied_nearly_empty_share"]
    if over[-1] > over[1]:
        raise ValueError(f"overflow hours {over}: more than with the fixed rounds as they are")
    says = "; ".join(
        f"{name}: {means['truck_km'][i]:.0f} km, {over[i]:.0f} overflow h a day, "
        f"{light[i]:.1%} emptied nearly empty"
        for i, name in enumerate(document["scenarios"])
    )
    return Figure(means["truck_km"][-1] / means["truck_km"][0], "ratio", says)


def _tested(name: str, shown_by: str, test: str) -> Check:
    steps = (("python", "-m", "pytest", "-q", "-n", "0", test),)
    return Check(name, shown_by, steps, tests_not_passed, NONE)


OPERATIONS: tuple[Check, ...] = (
    Check(
        "alarms-overflow", OVERFLOW,
        (("courtyard", "alarms", "sensors@outliers", "--days", "365", "--json"),),
        false_ratio, Bound(high=0.5), limit_s=1800,
    ),
    _tested(
        "alarms-flapping", FLAPPING,
        f"{CORE}/test_conditions.py::"
        "test_a_device_that_flaps_every_five_seconds_for_an_hour_makes_one_alarm",
    ),
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
        km_saved, Bound(high=0.9), limit_s=1800,
    ),
    _tested("alarms-killed", KILLED, "tests/integration/fleet/test_work.py"),
)  # fmt: skip
