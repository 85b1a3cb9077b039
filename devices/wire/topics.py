"""Topics of the wire contract and the partition of a site.

Lives here: how a topic is built and read, and the filters of a subscriber. Not here: payloads.

    courtyard/v1/{partition}/{site}/{device}/up/{channel}      the device speaks
    courtyard/v1/{partition}/{site}/{device}/down/{channel}    the manager speaks
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from devices.wire.fields import IDENTIFIER_PATTERN, WIRE_VERSION

ROOT = f"courtyard/v{WIRE_VERSION}"
PARTITIONS = 64
"""Partitions are named p00 … p63."""

UP_CHANNELS = ("state", "telemetry", "event", "entered", "reported", "result")
DOWN_CHANNELS = ("desired", "loans", "command", "receipt")
RETAINED_CHANNELS = frozenset({"state", "desired", "loans"})
"""Channels whose last message the broker keeps; every other message is sent without retain."""

_IDENTIFIER = re.compile(IDENTIFIER_PATTERN)
_LEVELS = 7


class TopicRefused(ValueError):
    """A topic that is not one of this contract's; the message says which level is wrong."""


class Topic(NamedTuple):
    """Who speaks, or is spoken to, and of what. `device` is unique within its site."""

    partition: int
    site: str
    device: str
    channel: str

    def __str__(self) -> str:
        direction = "up" if self.channel in UP_CHANNELS else "down"
        return f"{device_root(self.site, self.device)}/{direction}/{self.channel}"


def partition_of(site: str) -> int:
    """Partition 0 … 63 of a site: the first byte of SHA-256 over its id in UTF-8, modulo 64.

    Any shell can compute it (`printf %s SITE | sha256sum`), and it never changes with a release.
    """
    return sha256(site.encode()).digest()[0] % PARTITIONS


def partition_name(partition: int) -> str:
    """Name of a partition in topics, p00 … p63."""
    return f"p{partition:02d}"


def device_root(site: str, device: str) -> str:
    """What all topics of a device begin with, without the closing slash."""
    return f"{ROOT}/{partition_name(partition_of(site))}/{site}/{device}"


@lru_cache(maxsize=65_536)
def topic_of(site: str, device: str, channel: str) -> str:
    """The topic of a channel; raises TopicRefused for an id or channel the contract lacks."""
    if channel not in UP_CHANNELS and channel not in DOWN_CHANNELS:
        raise TopicRefused(f"channel {channel!r}: not one of {UP_CHANNELS + DOWN_CHANNELS}")
    for level, name in (("site", site), ("device", device)):
        if not _IDENTIFIER.fullmatch(name):
            raise TopicRefused(f"{level} {name[:80]!r}: must match {IDENTIFIER_PATTERN}")
    return str(Topic(partition_of(site), site, device, channel))


@lru_cache(maxsize=65_536)
def parse_topic(topic: str) -> Topic:
    """Read a topic; raises TopicRefused, also where the partition is not the site's."""
    levels = topic.split("/")
    if len(levels) != _LEVELS or "/".join(levels[:2]) != ROOT:
        raise TopicRefused(f"not {ROOT}/PARTITION/SITE/DEVICE/up|down/CHANNEL")
    _, _, partition, site, device, direction, channel = levels
    channels = {"up": UP_CHANNELS, "down": DOWN_CHANNELS}.get(direction)
    if channels is None or channel not in channels:
        raise TopicRefused(f"{direction}/{channel}"[:80] + ": no such channel")
    for level, name in (("site", site), ("device", device)):
        if not _IDENTIFIER.fullmatch(name):
            raise TopicRefused(f"{level} {name[:80]!r}: must match {IDENTIFIER_PATTERN}")
    expected = partition_of(site)
    if partition != partition_name(expected):
        raise TopicRefused(f"partition {partition[:80]!r}: {site} is in {partition_name(expected)}")
    return Topic(expected, site, device, channel)


def manager_filter(partition: int | None = None) -> str:
    """What a manager subscribes to: all that devices say, in one partition or in all."""
    name = "+" if partition is None else partition_name(partition)
    return f"{ROOT}/{name}/+/+/up/#"


def device_filter(site: str, device: str) -> str:
    """What a device subscribes to: all that is said to it."""
    return f"{device_root(site, device)}/down/#"
