"""The program of `make acceptance` about sensors people own, small."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.live.own_sensors import carry


def test_frames_survive_kills_of_the_manager(tmp_path: Path) -> None:
    """Each frame is journaled once, though the manager is killed between hearing and answering."""
    found = carry(tmp_path, frames=120, kills=2, seed=20_261_122)
    assert (found.frames, found.kills) == (120, 2)
    assert (found.missing, found.doubled, found.wrong, found.lost, found.quarantined) == ((0,) * 5)
