"""Topics of the wire contract: built, read, refused."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.wire.topics import (
    DOWN_CHANNELS,
    PARTITIONS,
    UP_CHANNELS,
    Topic,
    TopicRefused,
    device_filter,
    manager_filter,
    parse_topic,
    partition_of,
    topic_of,
)

IDENTIFIERS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", fullmatch=True)


@given(IDENTIFIERS, IDENTIFIERS, st.sampled_from(UP_CHANNELS + DOWN_CHANNELS))
def test_a_topic_reads_back_as_it_was_built(site: str, device: str, channel: str) -> None:
    """Building and reading are inverse for every legal id and channel."""
    topic = topic_of(site, device, channel)
    assert parse_topic(topic) == Topic(partition_of(site), site, device, channel)
    assert str(parse_topic(topic)) == topic


def test_partition_is_what_the_page_says() -> None:
    """First byte of SHA-256 modulo 64: a device's maker can compute it without us."""
    for site in ("yihe", "c1", "fine-3"):
        assert partition_of(site) == hashlib.sha256(site.encode()).digest()[0] % 64
    assert {partition_of(f"site{i}") for i in range(2000)} == set(range(PARTITIONS))


def test_filters_fit_their_topics() -> None:
    """What a device and a manager subscribe to."""
    partition = partition_of("c1")
    assert device_filter("c1", "b1") == f"courtyard/v1/p{partition:02d}/c1/b1/down/#"
    assert manager_filter() == "courtyard/v1/+/+/+/up/#"
    assert manager_filter(7) == "courtyard/v1/p07/+/+/up/#"


@pytest.mark.parametrize(
    ("topic", "says"),
    [
        ("courtyard/v2/p00/c1/b1/up/state", "not courtyard/v1"),
        ("courtyard/v1/p00/c1/b1/up", "not courtyard/v1"),
        ("courtyard/v1/p00/c1/b1/up/command", "up/command: no such channel"),
        ("courtyard/v1/p00/c1/b1/sideways/state", "no such channel"),
        ("courtyard/v1/p99/c1/b1/up/state", "partition 'p99': c1 is in p"),
        ("courtyard/v1/p00/c 1/b1/up/state", "site 'c 1': must match"),
        ("courtyard/v1/p00/c1//up/state", "device '': must match"),
        ("courtyard/v1/p00/c1/b1\n/up/state", "device 'b1\\n': must match"),
    ],
)
def test_a_wrong_topic_is_refused_with_its_level(topic: str, says: str) -> None:
    """The refusal names what is wrong, and does not repeat kilobytes of it."""
    with pytest.raises(TopicRefused) as refusal:
        parse_topic(topic)
    assert says in str(refusal.value)
    with pytest.raises(TopicRefused) as refusal:
        parse_topic("x" * 60_000)
    assert len(str(refusal.value)) < 200


def test_no_topic_is_built_for_a_wrong_name() -> None:
    """A wildcard in an id would subscribe to other devices."""
    with pytest.raises(TopicRefused, match="device"):
        topic_of("c1", "+", "state")
    with pytest.raises(TopicRefused, match="channel"):
        topic_of("c1", "b1", "gossip")
