"""A manager that feeds a store: from a message on the wire to a row that a wall can show."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from devices.wire.topics import topic_of
from fleet.adapters.series.preparing import prepare
from fleet.adapters.series.stores import StoreAddress
from fleet.service.control import Health
from tests.integration.broker import running_broker
from tests.integration.fleet.manager import Manager
from tests.integration.series.produced import START_MS
from tests.integration.series.servers import points_kept, rows
from tests.integration.series.told import lines_of


def _has_stored(messages: int, health: Health) -> bool:
    return health.counters["stored"] == messages


def test_what_a_device_says_stands_in_the_store(one: StoreAddress, tmp_path: Path) -> None:
    """`fleet serve --influx` against a real broker and store; killed and started again it has every
    point once, also what was said while the store had no such database.
    """
    there = StoreAddress(one.url, database="live")
    (tmp_path / "fleet").mkdir()
    with running_broker(tmp_path) as broker:
        manager = Manager(
            tmp_path / "fleet" / "journal", broker.url, ("--influx", f"{one.url}?db=live")
        )
        manager.start()
        manager.register("meadow/bin1")
        for life, fills in enumerate(((600, 850), (590, 840))):
            for number, fill in enumerate(fills, 1):
                said = {
                    "v": 1, "device": "bin1", "boot": f"b{life}", "seq": number,
                    "time_ms": START_MS, "kind": "bin_sensor", "fill_permille": fill,
                }  # fmt: skip
                broker.publish(topic_of("meadow", "bin1", "telemetry"), json.dumps(said))
            manager.wait_until(partial(_has_stored, 2 * life + 2))
            manager.kill()
            if not life:
                prepare(there, keep_days=0)
                manager.start()
        manager.start()
        produced = [line for line in lines_of(manager.journal) if not line.startswith("area")]
        select = 'SELECT "fill_permille" FROM "bin" WHERE "site" = \'meadow\''
        manager.wait_until(lambda _: points_kept(there) >= len(produced))
        manager.stop()
    assert sorted(row["fill_permille"] for row in rows(there, select)) == [590, 600, 840, 850]
    alarms = rows(there, 'SELECT "active" FROM "alarm" WHERE "alarm" = \'overflow\'')
    assert [row["active"] for row in alarms] == [1, 0, 1]
