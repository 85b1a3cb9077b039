"""Storms: thousands of wills and births at once leave exact presence, and one incident."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from devices.wire.topics import PARTITIONS, partition_of, topic_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core import views
from fleet.core.inputs import Register
from fleet.ports.bus import Message, Share
from fleet.service.committing import Fleet
from tests.small_fleet import NOON_MS, payload

DEVICES = 8_000
SITES = 41


def _site(number: int) -> str:
    return f"site{number % SITES}"


def _message(number: int, sequence: int, **words: object) -> Message:
    name = f"bin{number}"
    data = payload(name, sequence, NOON_MS, **words)
    return Message(topic_of(_site(number), name, "state"), data, words["state"] == "lost")


def _birth(number: int, connection: int) -> Message:
    words = {"kind": "bin_sensor", "model": "m", "firmware": {"version": "1"}, "interval_s": 60}
    return _message(number, connection, state="ready", connection=connection, **words)


def _will(number: int, connection: int) -> Message:
    return _message(number, 1, state="lost", connection=connection)


def _shares(messages: list[Message]) -> list[Share]:
    parts: dict[int, list[Message]] = {}
    for message in messages:
        parts.setdefault(int(message.topic.split("/")[2][1:]), []).append(message)
    return [Share(partition, part, (), None) for partition, part in parts.items()]


def test_a_storm_of_wills_and_births_in_any_order_leaves_exact_presence(tmp_path: Path) -> None:
    """8,000 wills, a tenth of them mixed with the births that replace them."""
    order = np.random.default_rng(8)
    journal = SqliteJournal(tmp_path / "journal")
    fleet = Fleet(journal, range(PARTITIONS))
    names = [(partition_of(_site(n)), f"{_site(n)}/bin{n}") for n in range(DEVICES)]
    fleet.commit((), [(p, Register("", "t", key, "bin_sensor")) for p, key in names], NOON_MS)
    fleet.commit(_shares([_birth(n, 1) for n in range(DEVICES)]), (), NOON_MS)
    back = set(range(0, DEVICES, 10))
    storm = [_will(n, 1) for n in range(DEVICES)]
    storm += [_birth(n, 2) for n in back]
    mixed = [storm[int(i)] for i in order.permutation(len(storm))]
    fleet.commit(_shares(mixed), (), NOON_MS + 1_000)
    known = views.devices(fleet.states)
    here = {device.device for device in known if device.presence == "ready"}
    assert here == {f"bin{n}" for n in back}
    assert sum(device.presence == "lost" for device in known) == DEVICES - len(back)
    assert views.incidents(fleet.states) == []
    fleet.commit((), (), NOON_MS + 61_000)
    (incident,) = views.incidents(fleet.states)
    assert (incident["devices"], len(incident["sites"])) == (DEVICES - len(back), SITES)
    assert (incident["causes"], incident["closed_ms"]) == (["network"], -1)
    fleet.commit(_shares([_birth(n, 3) for n in range(DEVICES)]), (), NOON_MS + 80_000)
    assert {device.presence for device in views.devices(fleet.states)} == {"ready"}
    fleet.commit((), (), NOON_MS + 140_000)
    assert views.incidents(fleet.states) == []
    (over,) = views.incidents(fleet.states, closed=True)
    assert (over["devices"], over["closed_ms"]) == (0, NOON_MS + 140_000)
    (one,) = views.incidents(fleet.states, _site(0), closed=True)
    assert one["sites"] == [_site(0)]
    journal.close()
