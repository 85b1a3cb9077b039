"""The Things Stack v3: uplinks and confirmations out of its MQTT server, downlinks into it.

Lives here: topics and JSON of its data formats (version 3). Not here: what the bytes mean. It
leaves out fields at their zero value, and speaks MQTT 3.1.1 with QoS 0: what it says while we are
away is gone.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from devices.profiles.downlinks import Told
from devices.wire.codec import where_and_why
from fleet.adapters.sensors.uplink import Confirmed, Uplink, UplinkRefused, time_of

FILTERS = (
    "v3/+/devices/+/up",
    "v3/+/devices/+/down/ack",
    "v3/+/devices/+/down/nack",
)

MARK = "courtyard:"
"""Before the correlation ids that are ours."""

Counter = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]
_UP_LEVELS, _ACK_LEVELS = 5, 6


class _Ids(Struct):
    dev_eui: Annotated[str, Meta(pattern="^[0-9a-fA-F]{16}$")]
    dev_addr: Annotated[str, Meta(max_length=16)] = ""


class _Gateway(Struct):
    gateway_id: str = ""


class _Reception(Struct):
    gateway_ids: _Gateway = msgspec.field(default_factory=_Gateway)
    time: Moment | None = None
    rssi: float | None = None
    snr: float | None = None


class _Message(Struct):
    session_key_id: Annotated[str, Meta(max_length=256)] = ""
    f_port: Annotated[int, Meta(ge=0, le=255)] = 0
    f_cnt: Counter = 0
    frm_payload: bytes = b""
    decoded_payload: dict[str, Any] | None = None
    rx_metadata: list[_Reception] = []
    received_at: Moment | None = None


class _Up(Struct):
    end_device_ids: _Ids
    uplink_message: _Message
    received_at: Moment


class _Downlink(Struct):
    correlation_ids: list[str] = []


class _Ack(Struct):
    end_device_ids: _Ids
    downlink_ack: _Downlink | None = None
    downlink_nack: _Downlink | None = None


_UP, _ACK = msgspec.json.Decoder(_Up), msgspec.json.Decoder(_Ack)


def read(topic: str, payload: bytes, now_ms: int) -> Uplink | Confirmed:
    """An event; raises UplinkRefused."""
    levels = topic.split("/")
    is_up = len(levels) == _UP_LEVELS and levels[4] == "up"
    if not is_up and (len(levels) != _ACK_LEVELS or levels[5] not in {"ack", "nack"}):
        raise UplinkRefused("topic", "not v3/APPLICATION/devices/ID/up or down/ack")
    try:
        if not is_up:
            return _confirmed(_ACK.decode(payload), levels[5] == "ack")
        up = _UP.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UplinkRefused(*where_and_why(str(error))) from None
    ids, message = up.end_device_ids, up.uplink_message
    best = max(message.rx_metadata, key=lambda heard: heard.rssi or -250, default=_Reception())
    gateway = best.gateway_ids.gateway_id[:64]
    link: dict[str, str | int | float] = {"gateway": gateway} if gateway else {}
    if best.snr is not None:
        link["snr_db"] = best.snr
    return Uplink(
        ids.dev_eui.upper(),
        _session(message.session_key_id, ids.dev_addr),
        message.f_cnt,
        message.f_port,
        message.frm_payload,
        message.decoded_payload or {},
        time_of(
            message.received_at or up.received_at,
            [heard.time for heard in message.rx_metadata],
        ),
        "/".join(levels[:4]),
        None if best.rssi is None else round(best.rssi),
        link=link,
    )


def _session(key_id: str, dev_addr: str) -> str:
    """The session keys' id is new with each join; a device without a join has its address alone."""
    return sha256(key_id.encode()).hexdigest()[:12] if key_id else dev_addr


def _confirmed(ack: _Ack, received: bool) -> Confirmed:
    downlink = ack.downlink_ack or ack.downlink_nack or _Downlink()
    marks = [c.removeprefix(MARK) for c in downlink.correlation_ids if c.startswith(MARK)]
    return Confirmed(ack.end_device_ids.dev_eui.upper(), tuple(marks), received)


def write(uplink_address: str, sender: str, told: Told, mark: str) -> tuple[str, bytes]:
    """Topic and payload of a confirmed downlink, put behind those that wait already."""
    downlink = {
        "f_port": told.port,
        "frm_payload": told.payload,
        "priority": "NORMAL",
        "confirmed": True,
        "correlation_ids": [f"{MARK}{mark}"],
    }
    return f"{uplink_address}/down/push", msgspec.json.encode({"downlinks": [downlink]})
