"""The programs of `make acceptance` about the live fleet, small: kills, storms, hostile bytes."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.live.broker_ends import broker_ends
from tests.acceptance.live.hostile import withstand
from tests.acceptance.live.kills import LOAD, survive
from tests.acceptance.live.same_again import same_again
from tests.acceptance.live.storm import storm


def test_a_manager_that_is_killed_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """Kill -9 at random moments under load: all that was acknowledged is stored, once; each command
    opened its door once; decided again, the journal says the same.
    """
    found = survive(tmp_path, kills=3, seed=20_261_122)
    assert (found.kills, found.commands, found.acknowledged) == (3, 3, 3 * LOAD.published)
    assert found.stored == found.acknowledged
    counted = (found.missing, found.lost, found.quarantined, found.holes, found.replay_differs)
    assert counted == (0, 0, 0, 0, 0)
    assert (found.unanswered, found.undone, found.doubled_effects) == (0, 0, 0)


def test_a_broker_that_ends_loses_nothing_that_is_not_counted(tmp_path: Path) -> None:
    """Restarted: nothing. Killed: nothing of an outbox; each other gap is counted."""
    found = broker_ends(tmp_path, devices=5)
    assert found.restart_missing == 0
    assert (found.lost, found.devices_with_a_gap, found.uncounted) == (found.meanwhile, 5, 0)
    assert found.outbox_missing == 0


def test_a_storm_at_a_real_broker_leaves_exact_presence(tmp_path: Path) -> None:
    """All cut at once: one incident; all back; late wills and flapping devices fool nobody."""
    found = storm(tmp_path, devices=200)
    assert (found.wrong, found.incidents, found.incidents_after) == (0, 1, 0)
    assert (found.stale_wills, found.flapped) == (20, 2)


def test_hostile_payloads_are_put_aside_one_by_one(tmp_path: Path) -> None:
    """Each kind, with its field and a reason; what comes between is stored."""
    found = withstand(tmp_path, payloads=60)
    assert set(found.kinds.values()) <= {3, 4, 5}
    assert (found.quarantined, found.good) == (60, 6)
    assert (found.stored_missing, found.wrong_field, found.unexplained) == (0, 0, 0)


def test_a_journal_gives_the_same_state_again(tmp_path: Path) -> None:
    """Decided again; and restored from a backup after its file was spoilt, which is found out."""
    found = same_again(tmp_path, seconds=1)
    assert found.records > 5_000
    assert (found.replay_differs, found.not_found_out, found.restored_differs) == (0, 0, 0)
