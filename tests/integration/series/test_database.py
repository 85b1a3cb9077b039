"""One feed reads along in a database that managers share."""

from __future__ import annotations

from pathlib import Path

import pytest

from courtyard.main import run_app
from fleet.adapters.journal.opening import restore
from fleet.adapters.series.preparing import prepare
from fleet.adapters.series.stores import StoreAddress
from tests.integration.postgres import running_cluster
from tests.integration.series.produced import Compound
from tests.integration.series.servers import points_kept
from tests.integration.series.told import lines_of


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
