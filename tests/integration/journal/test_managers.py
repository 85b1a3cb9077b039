"""Two managers on one PostgreSQL: the acceptance check of them, small."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from fleet.loadtest.plan import Load
from tests.acceptance.live.managers import share

LOAD = Load(devices=20, messages=150, rate_per_s=400, connections=2)
ZERO = (
    "missing", "doubled", "lost", "quarantined", "undone", "doubled_effects", "harm",
    "replay_differs", "unfinished", "double_leases", "doubled_openings", "fences_back",
    "unanswered",
)  # fmt: skip


def test_a_killed_and_a_stopped_manager_cost_nothing(tmp_path: Path) -> None:
    """Another one owns what they had; nothing is lost or doubled, whoever wakes up ends and has
    written nothing. What terminals saw meanwhile, of lost orders and doubled messages too, is
    linearizable.
    """
    found = asdict(share(tmp_path, 1, LOAD))
    assert (found["kills"], found["stops"], found["commands"]) == (1, 1, 2)
    assert found["cycles"] > 0
    assert found["acknowledged"] == 2 * LOAD.published
    assert {name: found[name] for name in ZERO} == dict.fromkeys(ZERO, 0)
