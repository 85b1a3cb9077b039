"""A rollout as people write it."""

from __future__ import annotations

from pathlib import Path

from courtyard.site_files import read_rollout
from fleet.adapters.firmware.planning import Planned, artifact_at
from fleet.core.facts.rollouts import RolloutPlan
from tests.unit.devices.firmware import artifact

HOUR_MS = 3_600_000


def test_what_is_left_out_is_as_in_the_core() -> None:
    """An empty file is the default plan."""
    assert Planned().plan(artifact()) == RolloutPlan(artifact())


def test_percent_hours_and_clocks_become_the_cores_units(tmp_path: Path) -> None:
    """Each as it reads."""
    path = tmp_path / "plan.yaml"
    path.write_text(
        'waves_percent: [2.5, 100]\nwindow: "22:00-04:30"\nsoak_h: 0.5\ngood_percent: 0.1\n'
        "battery_percent: 45.5\nsites: [a, b]\nper_site: 2\n",
        encoding="utf-8",
    )
    plan = read_rollout(path, Planned).plan(artifact())
    assert (plan.waves, plan.soak_ms, plan.good_ppm) == ((25, 1000), HOUR_MS // 2, 1_000)
    assert (plan.from_clock_ms, plan.to_clock_ms) == (22 * HOUR_MS, 9 * HOUR_MS // 2)
    assert (plan.battery_permille, plan.sites, plan.per_site) == (455, ["a", "b"], 2)


def test_where_an_artifact_is_loaded_from() -> None:
    """Below the address, by its checksum; a closing slash makes no difference."""
    for base in ("http://h:1", "http://h:1/"):
        made = artifact_at("1", ["m"], 1, "ab" * 32, "cd" * 64, base)
        assert made.address == "http://h:1/firmware/" + "ab" * 32
