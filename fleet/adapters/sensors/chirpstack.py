"""ChirpStack v4: uplinks and confirmations out of its MQTT integration, downlinks into it.

Lives here: topics and JSON as ChirpStack 4 writes them (its integration.proto in JSON). Not here:
what the bytes mean. Fields at their zero value may be missing (proto3).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from devices.profiles.downlinks import Told
from devices.wire.codec import where_and_why
from fleet.adapters.sensors.uplink import Confirmed, Uplink, UplinkRefused, time_of

FILTERS = (
    "application/+/device/+/event/up",
    "application/+/device/+/event/ack",
)

Counter = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]
_LEVELS = 6


class _Info(Struct, rename="camel"):
    dev_eui: Annotated[str, Meta(pattern="^[0-9a-fA-F]{16}$")]


class _Reception(Struct, rename="camel"):
    gateway_id: str = ""
    gw_time: Moment | None = None
    rssi: Annotated[int, Meta(ge=-250, le=100)] | None = None
    snr: float | None = None


class _Up(Struct, rename="camel"):
    device_info: _Info
    time: Moment
    dev_addr: Annotated[str, Meta(max_length=16)] = ""
    f_cnt: Counter = 0
    f_port: Annotated[int, Meta(ge=0, le=255)] = 0
    data: bytes = b""
    object: dict[str, Any] | None = None
    rx_info: list[_Reception] = []


class _Ack(Struct, rename="camel"):
    device_info: _Info
    queue_item_id: str = ""
    acknowledged: bool = False


_UP, _ACK = msgspec.json.Decoder(_Up), msgspec.json.Decoder(_Ack)


def read(topic: str, payload: bytes, now_ms: int) -> Uplink | Confirmed:
    """An event; raises UplinkRefused."""
    levels = topic.split("/")
    if len(levels) != _LEVELS or levels[5] not in {"up", "ack"}:
        raise UplinkRefused("topic", "not application/ID/device/EUI/event/up or ack")
    try:
        if levels[5] == "ack":
            ack = _ACK.decode(payload)
            sender = ack.device_info.dev_eui.upper()
            return Confirmed(sender, (ack.queue_item_id,), ack.acknowledged)
        up = _UP.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UplinkRefused(*where_and_why(str(error)), levels[3].upper()) from None
    sender = up.device_info.dev_eui.upper()
    if sender != levels[3].upper():
        raise UplinkRefused("deviceInfo.devEui", f"{sender} on the topic of {levels[3]}")
    best = max(up.rx_info, key=lambda heard: heard.rssi or -250, default=_Reception())
    link: dict[str, str | int | float] = (
        {"gateway": best.gateway_id[:64]} if best.gateway_id else {}
    )
    if best.snr is not None:
        link["snr_db"] = best.snr
    return Uplink(
        sender,
        up.dev_addr,
        up.f_cnt,
        up.f_port,
        up.data,
        up.object or {},
        time_of(up.time, [heard.gw_time for heard in up.rx_info]),
        "/".join(levels[:4]),
        best.rssi,
        link=link,
    )


def write(uplink_address: str, sender: str, told: Told, mark: str) -> tuple[str, bytes]:
    """Topic and payload of a confirmed downlink; ChirpStack answers with `mark` once received."""
    command = {
        "devEui": sender.lower(),
        "id": mark,
        "confirmed": True,
        "fPort": told.port,
        "data": told.payload,
    }
    return f"{uplink_address}/command/down", msgspec.json.encode(command)
