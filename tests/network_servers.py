"""What network servers publish, for tests: ChirpStack v4, The Things Stack v3, Alink.

Lives here: their topics and JSON, as their documentation shows them. Not here: what is expected.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

EUI = "A84041FFFF184A01"
APPLICATION = "0d3f2f10-3a2b-4a0c-8f4e-1f5b6a7c8d9e"


def iso(time_ms: int) -> str:
    """A moment as JSON has it, in nanoseconds."""
    moment = datetime.fromtimestamp(time_ms // 1_000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{moment}.{time_ms % 1_000:03d}000000+00:00"


def chirpstack(
    payload: str,
    counter: int,
    time_ms: int,
    port: int = 85,
    eui: str = EUI,
    **words: Any,
) -> tuple[str, bytes]:
    """Topic and payload of an uplink event; `payload` in hexadecimal digits."""
    event = {
        "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
        "time": iso(time_ms),
        "deviceInfo": {
            "tenantId": "52f14cd4-c6f1-4fbd-8f87-4025e1d49242",
            "applicationId": APPLICATION,
            "deviceName": "bin",
            "devEui": eui.lower(),
        },
        "devAddr": "00189440",
        "dr": 1,
        "fCnt": counter,
        "fPort": port,
        "confirmed": False,
        "data": base64.b64encode(bytes.fromhex(payload)).decode(),
        "rxInfo": [
            {"gatewayId": "0016c001f153a14c", "gwTime": iso(time_ms - 40), "rssi": -57, "snr": 9.5},
            {"gatewayId": "0016c001f153a150", "rssi": -101, "snr": -3.0},
        ],
        **words,
    }
    if counter == 0:
        del event["fCnt"]
    topic = f"application/{APPLICATION}/device/{eui.lower()}/event/up"
    return topic, json.dumps(event).encode()


def chirpstack_ack(mark: str, received: bool = True, eui: str = EUI) -> tuple[str, bytes]:
    """Topic and payload of the event that a confirmed downlink was received, or was not."""
    event = {"deviceInfo": {"devEui": eui.lower()}, "queueItemId": mark, "acknowledged": received}
    return f"application/{APPLICATION}/device/{eui.lower()}/event/ack", json.dumps(event).encode()


def things_stack(
    payload: str, counter: int, time_ms: int, port: int = 2, **words: Any
) -> tuple[str, bytes]:
    """Topic and payload of an uplink message; fields at zero are left out, as they are there."""
    message: dict[str, Any] = {
        "session_key_id": "AXBSH1Pk6Z0G166/",
        "f_port": port,
        "f_cnt": counter,
        "frm_payload": base64.b64encode(bytes.fromhex(payload)).decode(),
        "rx_metadata": [
            {"gateway_ids": {"gateway_id": "gtw1"}, "rssi": -42, "snr": 5.8, "time": iso(time_ms)}
        ],
        "received_at": iso(time_ms + 200),
        **words,
    }
    event = {
        "end_device_ids": {"device_id": "bin-2", "dev_eui": EUI, "dev_addr": "260BE6BF"},
        "received_at": iso(time_ms + 400),
        "uplink_message": {key: value for key, value in message.items() if value not in (0, "")},
    }
    return "v3/yard@ttn/devices/bin-2/up", json.dumps(event).encode()


def alink(number: str, time_ms: int, **params: Any) -> tuple[str, bytes]:
    """Topic and payload of a property post; each value with its time."""
    post = {
        "id": number,
        "version": "1.0",
        "sys": {"ack": 0},
        "params": {name: {"value": value, "time": time_ms} for name, value in params.items()},
        "method": "thing.event.property.post",
    }
    return "/sys/a1Zd7n5yTt8/bin-3/thing/event/property/post", json.dumps(post).encode()
