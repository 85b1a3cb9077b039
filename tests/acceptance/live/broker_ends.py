"""The broker is restarted, or killed, with what it has acknowledged and the manager has not seen.

    python -m tests.acceptance.live.broker_ends --devices 40

`restart_missing`: after SIGTERM with persistence. After kill -9: `outbox_missing` of a device with
an outbox; of those without, `uncounted` is neither stored nor counted as lost at its device.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from aiomqtt import Client

from devices.simulator.acts import PutIn
from devices.wire.topics import topic_of
from fleet.core.state import Device
from tests.integration.broker import Broker, running_broker
from tests.integration.fleet.manager import Manager
from tests.integration.mqtt.cast import bank_session, on_stage
from tests.small_fleet import payload

NOW_MS = 1_790_000_000_000
"""September 2026, before any clock that these programs meet, and by less than years."""

BEFORE, MEANWHILE, AFTER = 3, 20, 5
"""Messages of a device: seen by the manager, held by the broker when it ends, later."""

SPEED = "20"
"""The manager's clock: a hole is waited for 30 of its seconds."""


@dataclass
class Ended:
    """What was counted. `lost`: counted at devices without an outbox, of `meanwhile` published."""

    devices: int
    meanwhile: int = 0
    restart_missing: int = 0
    lost: int = 0
    devices_with_a_gap: int = 0
    uncounted: int = 0
    outbox_messages: int = 0
    outbox_missing: int = 0


def _names(devices: int) -> list[str]:
    return [f"bin{number}" for number in range(devices)]


async def _say(broker: Broker, names: list[str], first: int, count: int) -> None:
    """Messages `first` … of every device; number 1 is its birth. All are acknowledged."""
    async with Client("127.0.0.1", broker.port) as client:
        for sequence in range(first, first + count):
            await asyncio.gather(*(_publish(client, name, sequence) for name in names))


async def _publish(client: Client, name: str, sequence: int) -> None:
    words: dict[str, object] = {"kind": "bin_sensor", "fill_permille": 100}
    if sequence == 1:
        words = {
            "state": "ready", "connection": 1, "kind": "bin_sensor", "model": "m",
            "interval_s": 604_800, "firmware": {"version": "1"},
        }  # fmt: skip
    topic = topic_of("s1", name, "state" if sequence == 1 else "telemetry")
    await client.publish(topic, payload(name, sequence, NOW_MS, **words), qos=1)


def broker_ends(folder: Path, devices: int) -> Ended:
    """Run both with brokers and journals in `folder`."""
    found = Ended(devices, devices * MEANWHILE)
    for name, ending in (("restart", _restart), ("kill", _kill)):
        with running_broker(folder / name) as broker:
            manager = Manager(folder / f"{name}.journal", broker.url, ("--clock-speed", SPEED))
            manager.start()
            manager.register(*(f"s1/{each}" for each in _names(devices)))
            manager.register("s1/b1", kind="bank")
            ending(broker, manager, found)
            manager.stop()
    return found


def _stored(count: int) -> Callable[[object], bool]:
    return lambda health: health.counters["stored"] >= count  # type: ignore[attr-defined]


def _restart(broker: Broker, manager: Manager, found: Ended) -> None:
    """The manager is away; the broker holds messages for it, and is ended and started in order."""
    names, whole = _names(found.devices), found.devices * (BEFORE + MEANWHILE)
    asyncio.run(_say(broker, names, 1, BEFORE))
    manager.wait_until(_stored(found.devices * BEFORE))
    manager.stop()
    asyncio.run(_say(broker, names, BEFORE + 1, MEANWHILE))
    broker.stop()
    broker.start()
    manager.start()
    health = manager.wait_until(lambda h: sum(_settled(h)) >= whole)
    found.restart_missing = whole - health.counters["stored"]


def _settled(health: object) -> tuple[int, int]:
    counters = health.counters  # type: ignore[attr-defined]
    return counters["stored"], counters["lost"]


def _kill(broker: Broker, manager: Manager, found: Ended) -> None:
    """The same, but the broker is killed; then every device speaks on."""
    names = _names(found.devices)
    whole = found.devices * (BEFORE + MEANWHILE + AFTER)
    asyncio.run(_say(broker, names, 1, BEFORE))
    manager.wait_until(_stored(found.devices * BEFORE))
    bank = asyncio.run(_with_outbox(broker, manager, found))
    asyncio.run(_say(broker, names, BEFORE + MEANWHILE + 1, AFTER))
    manager.wait_until(lambda h: sum(_settled(h)) >= whole + bank)
    known = manager.devices()
    bins = [known[f"s1/{name}"] for name in names]
    found.lost = sum(device.lost for device in bins)
    found.devices_with_a_gap = sum(device.lost > 0 for device in bins)
    each = BEFORE + MEANWHILE + AFTER
    found.uncounted = sum(abs(each - device.messages - device.lost) for device in bins)
    window = known["s1/b1"].boots["boot0"]
    found.outbox_missing = known["s1/b1"].lost + known["s1/b1"].dropped + len(window.ahead)


async def _with_outbox(broker: Broker, manager: Manager, found: Ended) -> int:
    """A bank with an outbox lives through it: how many messages of it are stored at the end."""
    session = bank_session()

    def stored_up_to() -> int:
        window = _bank(manager).boots.get("boot0")
        return 0 if window is None or window.ahead else window.stored

    async with on_stage([session], broker.port) as link:
        await asyncio.to_thread(manager.wait_until, lambda _: stored_up_to() >= 3)
        await asyncio.to_thread(manager.stop)
        for parcel in (1, 2, 3):
            session.undergo(PutIn(parcel, parcel), NOW_MS)
        link.wake()
        await _say(broker, _names(found.devices), BEFORE + 1, MEANWHILE)
        broker.kill()
        broker.start()
        await asyncio.to_thread(manager.start)
        session.undergo(PutIn(4, 4), NOW_MS)
        link.wake()
        found.outbox_messages = 3 + 4 * 3
        await asyncio.to_thread(
            manager.wait_until, lambda _: stored_up_to() >= found.outbox_messages
        )
    return stored_up_to()


def _bank(manager: Manager) -> Device:
    return manager.devices()["s1/b1"]


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(broker_ends(Path(folder), options.devices))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
