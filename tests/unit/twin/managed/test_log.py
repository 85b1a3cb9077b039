"""Messages and decisions stand in a log of their own, in the order of time."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.equality.both import cases
from tests.equality.managed.both import with_manager
from tests.equality.settings import setting
from twin.managed.log import DECIDED, MessageLog
from twin.managed.setup import ManagerSetup
from twin.managed.wire.fates import WireFaults

RUN = {"days": 1, "warmup_days": 0, "replications": 1, "seed": 1}


def test_a_parcel_can_be_followed_from_the_wish_to_the_empty_compartment(tmp_path: Path) -> None:
    """By its lease: what was said, what was decided, each at its time; a message on both ways."""
    scenario = setting("plain", run=RUN)
    (case,) = cases(scenario, 1, 1)
    group, _ = with_manager(scenario, case, ManagerSetup(log_folder=tmp_path))
    assert group.log is not None
    group.log.write(tmp_path / "c.parquet")
    rows = pl.read_parquet(tmp_path / "c.parquet")
    assert rows["time_ms"].is_sorted()
    (lease, *_) = rows.filter(pl.col("what") == "LeaseEnded")["about"]
    told = rows.filter(pl.col("about") == lease)
    messages = told.filter(pl.col("way") == "device to broker")["what"].to_list()
    assert messages == ["event deposited", "event collected"]
    orders = told.filter(pl.col("way") == "broker to device")["what"].to_list()
    assert orders == ["command open_door", "command open_door"]
    decided = told.filter(pl.col("way") == DECIDED)["what"].to_list()
    assert [name for name in decided if name != "Aged"] == [
        "Leased", "DoorOrdered", "DoorOpened", "Laid", "DoorOrdered", "DoorOpened", "LeaseEnded",
    ]  # fmt: skip
    ways = rows.filter(pl.col("what") == "event deposited")["way"].value_counts()
    assert set(ways["count"]) == {len(rows.filter(pl.col("what") == "Laid"))}


def test_fates_stand_beside_messages() -> None:
    """A lost message has no delay, a doubled one comes again."""
    scenario = setting("plain", run=RUN)
    (case,) = cases(scenario, 1, 1)
    faults = WireFaults(lost_permille=100, doubled_permille=100, delay_ms=(5, 50))
    group, _ = with_manager(scenario, case, ManagerSetup(faults, Path("unused")))
    assert group.log is not None
    sent = [row for row in group.log.rows if row.way != DECIDED]
    assert {row.delay_ms for row in sent} <= {-1, *range(5, 51)}
    assert any(row.delay_ms == -1 for row in sent)
    assert any(row.again_ms >= 0 for row in sent)
    assert all(row.again_ms == -1 for row in sent if row.delay_ms == -1)


def test_an_empty_log_has_its_columns(tmp_path: Path) -> None:
    """So that many files can be read as one."""
    log = MessageLog(0)
    log.write(tmp_path / "empty.parquet")
    assert pl.read_parquet(tmp_path / "empty.parquet").schema["time_ms"] == pl.Int64
