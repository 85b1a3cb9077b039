"""Simulated devices of tests: who they are, and how they are run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

from devices.clock import ScaledClock
from devices.models.bank import Bank
from devices.simulator.bodies.hull import GatewayBox
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.bodies.waste import WasteBin
from devices.simulator.identity import Identity
from devices.simulator.session import Session
from devices.simulator.shell.broker import read_address
from devices.simulator.shell.link import Link, Tally
from devices.wire.presence import Firmware

FIRMWARE = Firmware(version="1.2.3", slot="b")


def bank_session(site: str = "s1", device: str = "b1", *, outbox: bool = True) -> Session:
    """A bank of four compartments."""
    identity = Identity(site, device, "bank", "test-4", FIRMWARE, interval_s=3600, outbox=outbox)
    return Session(identity, LockerBank(Bank([1, 2, 3, 4], [0, 4]), -60), "boot0")


def gateway_sessions(bins: int) -> list[Session]:
    """A gateway, and bins that speak through it."""
    gateway = Identity("s1", "gate", "gateway", "test-gw", FIRMWARE, interval_s=3600)
    sessions = [Session(gateway, GatewayBox(bins, -70), "boot0")]
    for number in range(bins):
        identity = Identity(
            "s1", f"bin{number}", "bin_sensor", "test-bin", FIRMWARE, 3600, 0, True, "gate"
        )
        sessions.append(Session(identity, WasteBin(-90), "boot0"))
    return sessions


@asynccontextmanager
async def on_stage(
    sessions: Sequence[Session], port: int, version: str = "5"
) -> AsyncIterator[Link]:
    """The sessions on one connection, until the context ends; then they say farewell."""
    boots = count(1)
    broker = read_address(f"mqtt://127.0.0.1:{port}", version)
    link = Link(sessions, broker, ScaledClock(), lambda: f"boot{next(boots)}", Tally())
    task = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        link.stop()
        await task
