"""Payloads that are none, times that cannot be, devices that pretend: put aside, counted, shown."""

from __future__ import annotations

import json

import pytest

from devices.wire.topics import topic_of
from fleet.core.decisions import Heard, Quarantined
from fleet.core.facts.alarms import Raised
from fleet.core.inputs import Arrived
from fleet.core.limits import AHEAD_LIMIT_MS, EARLIEST_MS
from tests.small_fleet import NOON_MS, SITE, SmallFleet, payload

TELEMETRY = topic_of(SITE, "bin1", "telemetry")
YEAR_MS = 365 * 86_400_000

GOOD = json.loads(payload("bin1", 2, NOON_MS, kind="bin_sensor", fill_permille=100))

HOSTILE: dict[str, tuple[str, bytes]] = {
    "no UTF-8": ("", b'{"v":1,"device":"\xff\xfe"}'),
    "truncated": ("", json.dumps(GOOD).encode()[:-5]),
    "NaN": ("", b'{"v":1,"fill_permille":NaN}'),
    "empty": ("", b""),
    "null bytes": ("", b"\0" * 100),
    "too long": ("", b'{"x":"' + b"y" * 10_000_000 + b'"}'),
    "nested": ("", b"[" * 20_000),
    "nested objects": ("", b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    "an array": ("", b"[1,2,3]"),
    "wrong type": ("fill_permille", json.dumps({**GOOD, "fill_permille": "full"}).encode()),
    "out of bounds": ("fill_permille", json.dumps({**GOOD, "fill_permille": -5}).encode()),
    "huge number": ("seq", json.dumps({**GOOD, "seq": 2**70}).encode()),
    "boolean number": ("seq", json.dumps({**GOOD, "seq": True}).encode()),
    "spoofed device": ("device", json.dumps({**GOOD, "device": "bank1"}).encode()),
    "unknown version": ("v", json.dumps({**GOOD, "v": 2}).encode()),
    "unknown kind": ("kind", json.dumps({**GOOD, "kind": "toaster"}).encode()),
    "field missing": ("fill_permille", json.dumps({**GOOD, "fill_permille": None}).encode()),
    "1970": ("time_ms", json.dumps({**GOOD, "time_ms": 86_400_000}).encode()),
    "next year": ("time_ms", json.dumps({**GOOD, "time_ms": NOON_MS + YEAR_MS}).encode()),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_payload_is_quarantined_with_its_field(name: str) -> None:
    """It names the field, nobody hears the message, work goes on; a wrong clock has an alarm."""
    field, data = HOSTILE[name]
    fleet = SmallFleet()
    fleet.birth()
    decision, *others = fleet.ask(Arrived(TELEMETRY, data[:65_536], False, len(data)))
    assert isinstance(decision, Quarantined)
    assert decision.field == field
    assert decision.reason
    alarms = [one.alarm for one in others if isinstance(one, Raised)]
    assert alarms == (["clock"] if field == "time_ms" else [])
    assert fleet.partition.state.quarantined == 1
    assert fleet.partition.state.quarantine[-1].size == len(data)
    assert isinstance(fleet.fill(3)[0], Heard)


def test_what_can_be_read_of_a_refused_message_settles_its_number() -> None:
    """Otherwise a device with an outbox would send it for ever."""
    fleet = SmallFleet()
    fleet.birth(outbox=True)
    fleet.say("telemetry", 2, kind="bin_sensor")
    fleet.fill(3, 100_000)
    fleet.fill(4, time_ms=NOON_MS + YEAR_MS)
    assert fleet.device().boots["b1"].stored == 4
    assert fleet.device().quarantined == 3


def test_times_are_believed_up_to_their_bounds() -> None:
    """A clock up to a day ahead, or years behind, is corrected, not refused."""
    fleet = SmallFleet()
    fleet.birth()
    assert isinstance(fleet.fill(2, time_ms=NOON_MS + AHEAD_LIMIT_MS)[0], Heard)
    assert isinstance(fleet.fill(3, time_ms=EARLIEST_MS)[0], Heard)
    assert isinstance(fleet.fill(4, time_ms=NOON_MS + AHEAD_LIMIT_MS + 1)[0], Quarantined)
    assert isinstance(fleet.fill(5, time_ms=EARLIEST_MS - 1)[0], Quarantined)


def test_topics_outside_the_contract_are_quarantined() -> None:
    """Another root, another partition's site, the manager's own channels, wildcards in ids."""
    fleet = SmallFleet()
    for topic in (
        "other/v1/p45/meadow/bin1/up/telemetry",
        TELEMETRY.replace("p45", "p07"),
        topic_of("elsewhere", "bin1", "telemetry"),
        TELEMETRY.replace("up/telemetry", "down/command"),
        TELEMETRY.replace("bin1", "bin1 "),
        "",
    ):
        (decision,) = fleet.ask(Arrived(topic, b"{}"))
        assert isinstance(decision, Quarantined)
        assert decision.field == "topic"


def test_a_stranger_is_shown_for_claiming() -> None:
    """Nobody registered it: quarantined, and listed with how often it spoke."""
    fleet = SmallFleet()
    topic = topic_of(SITE, "new1", "telemetry")
    for sequence in (1, 2):
        fleet.ask(Arrived(topic, payload("new1", sequence, NOON_MS)))
    assert fleet.partition.state.strangers[f"{SITE}/new1"].messages == 2


def test_a_device_of_another_kind_than_registered_is_not_believed() -> None:
    """A bank cannot turn into a bin."""
    fleet = SmallFleet()
    fleet.birth(name="bank1")
    (decision,) = fleet.fill(2, name="bank1")
    assert isinstance(decision, Quarantined)
    assert decision.field == "kind"
