"""Alink: the thing model that devices of the Aliyun IoT platform speak, on a broker of one's own.

Lives here: property posts and their replies, settings as `thing.service.property.set`. Not here:
authentication (the broker's), what the properties mean (a profile's decoded fields).
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from devices.wire.codec import where_and_why
from devices.wire.fields import LAST_YEAR_MS
from fleet.adapters.sensors.uplink import NO_COUNTER, Confirmed, Uplink, UplinkRefused

FILTERS = (
    "/sys/+/+/thing/event/property/post",
    "/sys/+/+/thing/service/property/set_reply",
)

METHOD = "thing.event.property.post"
SUCCESS = 200
_POST = ["thing", "event", "property", "post"]
_REPLY = ["thing", "service", "property", "set_reply"]
_LEVELS = 8

TimeMs = Annotated[int, Meta(ge=0, le=LAST_YEAR_MS)]
Number = Annotated[str, Meta(min_length=1, max_length=64)]


class _Post(Struct):
    id: Number
    params: Annotated[dict[str, Any], Meta(max_length=256)]
    method: str = METHOD


class _Reply(Struct):
    id: str
    code: int


_POSTS, _REPLIES = msgspec.json.Decoder(_Post), msgspec.json.Decoder(_Reply)


def read(topic: str, payload: bytes, now_ms: int) -> Uplink | Confirmed:
    """A property post, or the answer to a setting; raises UplinkRefused."""
    levels = topic.split("/")
    if len(levels) != _LEVELS or levels[4:] not in (_POST, _REPLY):
        raise UplinkRefused("topic", "not /sys/PRODUCT/NAME/thing/event/property/post")
    sender = f"{levels[2]}/{levels[3]}"
    try:
        if levels[4:] == _REPLY:
            reply = _REPLIES.decode(payload)
            return Confirmed(sender, (reply.id,), reply.code == SUCCESS)
        post = _POSTS.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UplinkRefused(*where_and_why(str(error)), sender) from None
    if post.method != METHOD:
        raise UplinkRefused("method", f"{post.method[:64]!r}, not {METHOD}", sender)
    decoded, times = {}, []
    for name, given in post.params.items():
        if isinstance(given, dict) and "value" in given:
            decoded[name] = given["value"]
            if isinstance(time := given.get("time"), int) and 0 <= time <= LAST_YEAR_MS:
                times.append(time)
        else:
            decoded[name] = given
    return Uplink(
        sender,
        "alink",
        NO_COUNTER,
        1,
        b"",
        decoded,
        max(times, default=now_ms),
        "/".join(levels[:4]),
        message=post.id,
    )


def answer(uplink: Uplink) -> tuple[str, bytes]:
    """What the platform would answer once a post is stored."""
    reply = {"id": uplink.message, "code": SUCCESS, "data": {}, "message": "success",
             "method": METHOD, "version": "1.0"}  # fmt: skip
    return f"{uplink.address}/thing/event/property/post_reply", msgspec.json.encode(reply)


def write(uplink_address: str, values: dict[str, Any], mark: str) -> tuple[str, bytes]:
    """Topic and payload of settings, by their names in the thing model."""
    request = {"id": mark, "version": "1.0", "params": values,
               "method": "thing.service.property.set"}  # fmt: skip
    return f"{uplink_address}/thing/service/property/set", msgspec.json.encode(request)
