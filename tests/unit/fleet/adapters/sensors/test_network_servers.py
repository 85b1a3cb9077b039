"""The JSON of ChirpStack v4, The Things Stack v3 and Alink: read, refused by field, written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devices.profiles.downlinks import Told
from fleet.adapters.sensors import alink, chirpstack, things_stack
from fleet.adapters.sensors.uplink import NO_COUNTER, Confirmed, Uplink, UplinkRefused
from tests.network_servers import APPLICATION, EUI, chirpstack_ack, iso
from tests.network_servers import alink as alink_post
from tests.network_servers import chirpstack as chirpstack_up
from tests.network_servers import things_stack as things_stack_up

NOON_MS = 1_800_000_000_000


def test_a_chirpstack_uplink() -> None:
    """Who, which frame of which session, bytes, and the best gateway's strength."""
    up = chirpstack.read(*chirpstack_up("0a0b", 7, NOON_MS), NOON_MS + 5_000)
    assert isinstance(up, Uplink)
    assert (up.sender, up.session, up.counter, up.port) == (EUI, "00189440", 7, 85)
    assert (up.payload, up.signal_dbm, up.time_ms) == (b"\n\x0b", -57, NOON_MS - 40)
    assert up.link == {"gateway": "0016c001f153a14c", "snr_db": 9.5}


def test_the_earliest_gateway_says_when() -> None:
    """A frame that several gateways heard was sent when the first of them heard it."""
    receptions = [{"gwTime": iso(NOON_MS - late_ms)} for late_ms in (10, 90, 40)]
    up = chirpstack.read(*chirpstack_up("00", 1, NOON_MS, rxInfo=receptions), NOON_MS)
    assert isinstance(up, Uplink)
    assert up.time_ms == NOON_MS - 90


def test_a_things_stack_uplink() -> None:
    """The session is that of its keys; the first frame, whose counter is left out, is frame 0."""
    up = things_stack.read(*things_stack_up("0a0b", 0, NOON_MS), NOON_MS)
    again = things_stack.read(
        *things_stack_up("0a0b", 1, NOON_MS, session_key_id="AXBSH1Pk6Z0G167/"), NOON_MS
    )
    assert isinstance(up, Uplink)
    assert isinstance(again, Uplink)
    assert (up.sender, up.counter, up.port, up.payload) == (EUI, 0, 2, b"\n\x0b")
    assert (up.signal_dbm, up.time_ms, up.address) == (-42, NOON_MS, "v3/yard@ttn/devices/bin-2")
    assert up.session != again.session
    no_join = things_stack.read(*things_stack_up("00", 1, NOON_MS, session_key_id=""), NOON_MS)
    assert isinstance(no_join, Uplink)
    assert no_join.session == "260BE6BF"


def test_an_alink_post() -> None:
    """Properties by name, with the time they have; no counter, but a number to know it by."""
    up = alink.read(*alink_post("123", NOON_MS, FillLevel=61, Power="on"), NOON_MS + 9)
    assert isinstance(up, Uplink)
    assert (up.sender, up.counter, up.message) == ("a1Zd7n5yTt8/bin-3", NO_COUNTER, "123")
    assert (up.decoded, up.time_ms) == ({"FillLevel": 61, "Power": "on"}, NOON_MS)
    topic, payload = alink.answer(up)
    assert topic == "/sys/a1Zd7n5yTt8/bin-3/thing/event/property/post_reply"
    assert {"id": "123", "code": 200, "data": {}}.items() <= json.loads(payload).items()


@pytest.mark.parametrize("gateway_ms", [-3_600_000, 3_600_000, -NOON_MS + 86_400_000])
def test_a_gateway_without_a_satellite_clock_is_not_believed(gateway_ms: int) -> None:
    """An hour off, or 1970: the network server's own time counts."""
    receptions = [{"gatewayId": "g", "gwTime": iso(NOON_MS + gateway_ms)}]
    up = chirpstack.read(*chirpstack_up("00", 1, NOON_MS, rxInfo=receptions), NOON_MS + 1)
    assert isinstance(up, Uplink)
    assert up.time_ms == NOON_MS


def _event(kind: Any, change: dict[str, Any]) -> tuple[str, bytes]:
    topic, payload = kind
    return topic, json.dumps({**json.loads(payload), **change}).encode()


@pytest.mark.parametrize(
    ("module", "topic", "payload", "field"),
    [
        (chirpstack, *_event(chirpstack_up("00", 1, 1), {"fCnt": -1}), "fCnt"),
        (chirpstack, *_event(chirpstack_up("00", 1, 1), {"fCnt": "many"}), "fCnt"),
        (chirpstack, *_event(chirpstack_up("00", 1, 1), {"data": "%%"}), "data"),
        (chirpstack, *_event(chirpstack_up("00", 1, 1), {"time": "noon"}), "time"),
        (chirpstack, *_event(chirpstack_up("00", 1, 1), {"time": None}), "time"),
        (things_stack, *_event(things_stack_up("00", 1, 1), {"received_at": ""}), "received_at"),
        (chirpstack, *_event(chirpstack_up("00", 1, 1), {"deviceInfo": {}}), "deviceInfo.devEui"),
        (chirpstack, *_event(chirpstack_up("00", 1, 1, eui="0" * 16), {}), ""),
        (chirpstack, chirpstack_up("00", 1, 1)[0], b"{", ""),
        (chirpstack, chirpstack_up("00", 1, 1)[0], b"[" * 20_000, ""),
        (chirpstack, chirpstack_up("00", 1, 1)[0], b"\xff\xfe", ""),
        (chirpstack, "application/1/device/2/event/status", b"{}", "topic"),
        (things_stack, *_event(things_stack_up("00", 1, 1), {"uplink_message": 3}),
         "uplink_message"),
        (things_stack, "v3/a/devices/b/up", b'{"end_device_ids":{}}', "end_device_ids.dev_eui"),
        (things_stack, "v3/a/devices/b/down/queued", b"{}", "topic"),
        (alink, *_event(alink_post("1", 1), {"params": []}), "params"),
        (alink, *_event(alink_post("1", 1), {"method": "thing.event.x.post"}), "method"),
        (alink, "/sys/a/b/thing/model/up_raw", b"{}", "topic"),
    ],
)  # fmt: skip
def test_messages_that_are_none(module: Any, topic: str, payload: bytes, field: str) -> None:
    """Refused on the field that is wrong, as our own messages are."""
    if not field and payload.startswith(b'{"dedup'):
        topic = topic.replace("0" * 16, "1" * 16)
        field = "deviceInfo.devEui"
    with pytest.raises(UplinkRefused) as refused:
        module.read(topic, payload, NOON_MS)
    assert refused.value.field == field


def test_downlinks_and_what_confirms_them() -> None:
    """Each network server is told in its own words, and names the downlink when it is received."""
    told = Told(85, b"\xff\x03\xb0\x04")
    mark = "0d3f2f10-3a2b-4a0c-8f4e-1f5b6a7c8d9e"
    topic, payload = chirpstack.write(f"application/{APPLICATION}/device/1", EUI, told, mark)
    assert topic == f"application/{APPLICATION}/device/1/command/down"
    assert json.loads(payload) == {
        "devEui": EUI.lower(), "id": mark, "confirmed": True, "fPort": 85, "data": "/wOwBA==",
    }  # fmt: skip
    assert chirpstack.read(*chirpstack_ack(mark), 0) == Confirmed(EUI, (mark,), True)
    assert chirpstack.read(*chirpstack_ack(mark, False), 0) == Confirmed(EUI, (mark,), False)

    topic, payload = things_stack.write("v3/yard@ttn/devices/bin-2", EUI, told, mark)
    assert topic == "v3/yard@ttn/devices/bin-2/down/push"
    [downlink] = json.loads(payload)["downlinks"]
    assert (downlink["f_port"], downlink["frm_payload"]) == (85, "/wOwBA==")
    event = {
        "end_device_ids": {"dev_eui": EUI},
        "downlink_ack": {"correlation_ids": ["as:downlink:1", *downlink["correlation_ids"]]},
    }
    ack = things_stack.read("v3/y/devices/b/down/ack", json.dumps(event).encode(), 0)
    assert ack == Confirmed(EUI, (mark,), True)

    topic, payload = alink.write("/sys/p/n", {"interval": 60}, mark)
    assert topic == "/sys/p/n/thing/service/property/set"
    reply = json.dumps({"id": json.loads(payload)["id"], "code": 200}).encode()
    answered = alink.read("/sys/p/n/thing/service/property/set_reply", reply, 0)
    assert answered == Confirmed("p/n", (mark,), True)
