"""The ledger with which endurance is judged, on a journal made by hand."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from devices.wire.topics import partition_of, topic_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.inputs import Register
from fleet.ports.bus import Message, Share
from fleet.service.committing import Fleet
from tests.acceptance.live.kills import LOAD_KIND, Ledger
from tests.small_fleet import NOON_MS, payload


def test_a_message_that_came_twice_is_stored_once_in_the_ledger(tmp_path: Path) -> None:
    """Neither missing nor doubled: the manager knew it again."""
    partition = partition_of("meadow")
    told = {"kind": LOAD_KIND, "fill_permille": 100}
    telemetry = [
        Message(topic_of("meadow", "b1", "telemetry"), payload("b1", n, NOON_MS, **told), False)
        for n in (1, 2, 2)
    ]
    with closing(SqliteJournal(tmp_path / "journal")) as journal:
        fleet = Fleet(journal, (partition,))
        asked = [(partition, Register("", "test", "meadow/b1", LOAD_KIND))]
        fleet.commit((), asked, NOON_MS)
        fleet.commit([Share(partition, telemetry, (), None)], (), NOON_MS)
        assert fleet.states[0].devices["meadow/b1"].repeated == 1
        fleet.save_all()
        found = Ledger(acknowledged=2)
        found.look_back(journal)
    assert (found.stored, found.missing, found.doubled) == (2, 0, 0)
