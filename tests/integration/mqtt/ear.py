"""The manager's end of the wire in tests: hears everything, says what it is told to.

Only hearing and saying live here; what is expected stands in the tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiomqtt import Client

from devices.wire.codec import decode, encode
from devices.wire.messages import Downward
from devices.wire.topics import Topic, manager_filter, parse_topic, topic_of

PATIENCE_S = 30


@dataclass
class Heard:
    """A message that arrived."""

    topic: Topic
    retained: bool
    message: Any


@dataclass
class Ear:
    """A client that has subscribed to all that devices say."""

    client: Client
    heard: list[Heard] = field(default_factory=list)
    _new: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Keep what arrives."""
        async for message in self.client.messages:
            assert isinstance(message.payload, bytes)
            topic = parse_topic(str(message.topic))
            self.heard.append(Heard(topic, message.retain, decode(topic, message.payload)))
            self._new.set()

    async def wait_for(self, kind: type, fits: Callable[[Any], bool] = lambda _: True) -> Any:
        """The first message of a kind that fits; waits PATIENCE_S for it."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                self._new.clear()
                for heard in self.heard:
                    if isinstance(heard.message, kind) and fits(heard.message):
                        return heard.message
                await self._new.wait()

    async def say(self, site: str, channel: str, message: Downward) -> None:
        """Publish to a device."""
        topic = topic_of(site, message.device, channel)
        await self.client.publish(topic, encode(message), qos=1, retain=channel == "desired")


@asynccontextmanager
async def listening(port: int) -> AsyncIterator[Ear]:
    """An ear for as long as the context lasts."""
    async with Client("127.0.0.1", port, identifier="ear") as client:
        await client.subscribe(manager_filter(), qos=1)
        ear = Ear(client)
        task = asyncio.create_task(ear.listen())
        try:
            yield ear
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
