"""The bus port on both clients: nothing is gone before it is acknowledged, effects are reported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from devices.wire.topics import partition_of, topic_of
from fleet.adapters.bus.address import read_address
from fleet.adapters.bus.framed import FramedBus
from fleet.adapters.bus.with_aiomqtt import AiomqttBus
from fleet.ports.bus import Bus, Message, Share
from tests.integration.broker import Broker

NUMBERS = [partition_of("s1"), partition_of("s2")]
TOPICS = [topic_of("s1", "a", "telemetry"), topic_of("s2", "b", "event")]
BUSES = pytest.mark.parametrize("kind", [FramedBus, AiomqttBus])
PATIENCE_S = 20


@asynccontextmanager
async def _running(kind: type[FramedBus | AiomqttBus], broker: Broker) -> AsyncIterator[Bus]:
    """A bus of two partitions."""
    bus = kind(read_address(broker.url), "test", NUMBERS)
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


async def _connected(bus: Bus) -> None:
    """Until both sessions are there; nothing has been said to them yet."""
    async with asyncio.timeout(PATIENCE_S):
        while not all(session.connected for session in bus.health()):
            assert not await bus.next_batch(0.05)


async def _collect(bus: Bus, count: int) -> list[Share]:
    """Shares until so many messages and reports have come."""
    shares: list[Share] = []
    async with asyncio.timeout(PATIENCE_S):
        while sum(len(share.messages) + len(share.done) for share in shares) < count:
            shares += await bus.next_batch(1.0)
    return shares


def _messages(shares: list[Share]) -> list[Message]:
    return sorted(message for share in shares for message in share.messages)


def _publish(broker: Broker, first: int, count: int) -> list[Message]:
    sent = []
    for number in range(first, first + count):
        topic = TOPICS[number % len(TOPICS)]
        broker.publish(topic, f"{number}")
        sent.append(Message(topic, b"%d" % number, False))
    return sorted(sent)


@BUSES
def test_what_is_not_acknowledged_comes_again(
    broker: Broker, kind: type[FramedBus | AiomqttBus]
) -> None:
    """A manager that dies between reading and commit gets all of it once more, and only that."""

    async def live() -> None:
        async with _running(kind, broker) as bus:
            await _connected(bus)
            first = await asyncio.to_thread(_publish, broker, 0, 6)
            shares = await _collect(bus, 6)
            assert _messages(shares) == first
            bus.acknowledge(shares)
            second = await asyncio.to_thread(_publish, broker, 6, 4)
            assert _messages(await _collect(bus, 4)) == second
        async with _running(kind, broker) as bus:
            again = await _collect(bus, 4)
            assert _messages(again) == second
            bus.acknowledge(again)
        third = await asyncio.to_thread(_publish, broker, 10, 3)
        async with _running(kind, broker) as bus:
            assert _messages(await _collect(bus, 3)) == third

    asyncio.run(live())


@BUSES
def test_an_effect_is_reported_when_the_broker_has_it(
    broker: Broker, kind: type[FramedBus | AiomqttBus]
) -> None:
    """By its number and on its partition; a message without a number is sent and forgotten."""

    async def live() -> None:
        async with _running(kind, broker) as bus:
            topic = topic_of("s1", "a", "desired")
            bus.publish(NUMBERS[0], topic_of("s1", "a", "receipt"), b"0", False, 0)
            bus.publish(NUMBERS[0], topic, b"7", True, 7)
            bus.publish(NUMBERS[1], topic_of("s2", "b", "command"), b"8", False, 8)
            shares = await _collect(bus, 2)
            assert sorted((s.partition, n) for s in shares for n in s.done) == sorted(
                zip(NUMBERS, (7, 8), strict=True)
            )
        assert await asyncio.to_thread(broker.listen, topic, 1) == [(topic, b"7")]

    asyncio.run(live())


@BUSES
def test_a_bus_comes_back_after_the_broker_was_restarted(
    broker: Broker, kind: type[FramedBus | AiomqttBus]
) -> None:
    """SIGTERM with persistence: sessions are there again, with what was not acknowledged."""

    async def live() -> None:
        async with _running(kind, broker) as bus:
            await _connected(bus)
            sent = await asyncio.to_thread(_publish, broker, 0, 4)
            await _collect(bus, 4)
            broker.stop()
            bus.publish(NUMBERS[0], topic_of("s1", "a", "command"), b"9", False, 9)
            broker.start()
            shares = await _collect(bus, 5)
            assert _messages(shares) == sent
            assert [n for share in shares for n in share.done] == [9]

    asyncio.run(live())


def test_a_bus_without_a_broker_says_what_is_wrong(broker: Broker) -> None:
    """It goes on trying; its health names the address and the cause."""
    broker.stop()

    async def live() -> None:
        bus = FramedBus(read_address(broker.url), "test", NUMBERS[:1])
        await bus.start()
        async with asyncio.timeout(PATIENCE_S):
            while not bus.health()[0].complaint:
                await bus.next_batch(0.05)
        (health,) = bus.health()
        assert not health.connected
        assert f"127.0.0.1:{broker.port}" in health.complaint
        await bus.stop()

    asyncio.run(live())
