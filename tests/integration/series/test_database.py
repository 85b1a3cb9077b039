"""One feed reads along in a database that managers share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from courtyard.main import run_app
from fleet.adapters.journal.opening import restore
from fleet.adapters.series.preparing import prepare
from fleet.adapters.series.stores import StoreAddress
from fleet.service.feeding import FeedSettings
from fleet.service.feeding_in_turn import FeedInTurn
from tests.integration.postgres import running_cluster
from tests.integration.series.produced import Compound
from tests.integration.series.servers import points_kept
from tests.integration.series.told import lines_of

PAUSE_S, LOOKS = 0.05, 600


def test_a_journal_in_postgresql_gives_the_same_points(
    one: StoreAddress, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The journal of a file, put into a database: `influx backfill` from there sends what the file
    would have given, and wants to know where points may wait.
    """
    there = StoreAddress(one.url, database="shared")
    prepare(there, keep_days=0)
    compound = Compound(tmp_path / "journal")
    compound.minutes_go_by(4)
    compound.close()
    with running_cluster() as cluster:
        database = cluster.database()
        restore(tmp_path / "journal", database)
        backfill = ["influx", "backfill", "--influx", f"{one.url}?db=shared",
                    "--journal", database.url]  # fmt: skip
        assert run_app(backfill) == 2
        assert "--spool" in capsys.readouterr().err
        assert run_app([*backfill, "--spool", str(tmp_path / "spool")]) == 0
    assert points_kept(there) == len(lines_of(tmp_path / "journal"))


def _wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(LOOKS):
        if is_so():
            return
        threading.Event().wait(PAUSE_S)
    raise AssertionError("it never came to be so")


def test_of_several_that_could_feed_a_store_one_does(one: StoreAddress, tmp_path: Path) -> None:
    """Managers of one database with a spool each: one feeds; when it ends the next goes on, and
    every point is in the store once, though each began with the oldest record.
    """
    there = StoreAddress(one.url, database="turns")
    prepare(there, keep_days=0)
    compound = Compound(tmp_path / "journal")
    compound.minutes_go_by(3)
    compound.close()
    with running_cluster() as cluster:
        database = cluster.database()
        restore(tmp_path / "journal", database)
        east, west = (
            FeedInTurn(FeedSettings(database, there, tmp_path / name), database)
            for name in ("east", "west")
        )
        east.start()
        _wait_until(lambda: east.is_ours)
        west.start()
        made = len(lines_of(tmp_path / "journal"))
        _wait_until(lambda: points_kept(there) >= made)
        assert not west.is_ours
        east.stop()
        _wait_until(lambda: west.is_ours)
        assert not east.is_ours
        _wait_until((tmp_path / "west").exists)
        west.stop()
    assert points_kept(there) == made
