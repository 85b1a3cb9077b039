"""Running the devices of a scenario against a broker.

Lives here: the composition of cast, script, sessions and links; starting and stopping. Not here:
options of the command line (`courtyard.commands.devices`).
"""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path

from courtyard.live.lying import Lying, ahead_of, read_lying, remove_lying, take_up, world_of
from devices.clock import ScaledClock
from devices.simulator.session import Session
from devices.simulator.shell.broker import BrokerAddress, Credentials
from devices.simulator.shell.drilling import Drilling, listening
from devices.simulator.shell.link import Link, Tally
from devices.simulator.shell.stage import Stage
from scenarios.schema import Scenario
from twin.staging.cast import Member, members_of
from twin.studies.staging.script import TwinScript

SAY_EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class Performance:
    """What is simulated: `days` and `seed` of the world, `count` of the devices, None for all.

    `seconds` of real time, None until it is told to stop. With the `fleet_key` terminals of banks
    ask the manager for compartments; without it parcels come and go as the twin says. `trusted`:
    public keys of those who may sign firmware, none: no device takes up any. `drill`: a socket at
    which faults are put in and put right. `lying`: the file with the leases of what lies in the
    banks, which is taken up once, and removed.
    """

    scenario: Scenario
    broker: BrokerAddress
    clock: ScaledClock
    days: int
    seed: int
    count: int | None = None
    gateways: bool = False
    seconds: float | None = None
    credentials: Mapping[tuple[str, str], Credentials] = field(default_factory=dict)
    fleet_key: bytes | None = None
    trusted: tuple[bytes, ...] = ()
    drill: Path | None = None
    lying: Path | None = None


def simulate(performance: Performance, say: Callable[[str], None]) -> dict[str, int | str]:
    """Run until the time is over, or SIGINT or SIGTERM; returns what was done.

    The world begins with its warm-up, which nobody sees, and is at the same time of day as the
    clock (local time); when its days are over, nobody comes any more. With `lying` it is the one in
    which that lay there, and goes on from that moment.
    """
    scenario = performance.scenario
    members, copies = members_of(scenario, performance.count, performance.gateways)
    script = world_of(scenario, members, copies, performance.days, performance.seed)
    lying = None if performance.lying is None else read_lying(performance.lying)
    return asyncio.run(_perform(performance, members, script, lying, say))


async def _perform(
    performance: Performance,
    members: Sequence[Member],
    script: TwinScript,
    lying: Lying | None,
    say: Callable[[str], None],
) -> dict[str, int | str]:
    tally, stop = Tally(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    links, sessions = _connect(performance, members, tally)
    clock = performance.clock
    ahead_ms = ahead_of(performance.scenario, clock) if lying is None else lying.ahead_ms
    stage = Stage(links, sessions, clock, script, ahead_ms)
    if lying is not None and performance.lying is not None:
        stage.catch_up(lying.at_ms, silently=True)
        take_up(lying, {key: session.body for key, (session, _) in sessions.items()})
        remove_lying(performance.lying)
    stage.catch_up(clock.now_ms(), silently=True)
    say(f"{len(members):,} devices on {len(links):,} connections")
    if performance.seconds is not None:
        loop.call_later(performance.seconds, stop.set)
    saying = asyncio.create_task(_say_now_and_then(tally, stage, say))
    drilling: AbstractAsyncContextManager[None] = nullcontext()
    if performance.drill is not None:
        drilling = listening(Drilling(stage.find, stage.inject), performance.drill)
    try:
        async with drilling:
            await stage.run(stop)
    finally:
        saying.cancel()
    waiting = sum(len(session.outbox) for session, _ in sessions.values() if session.outbox)
    done: dict[str, int | str] = {"devices": len(members), **asdict(tally)}
    return done | {"acts": stage.acts, "waiting": waiting}


def _connect(
    performance: Performance, members: Sequence[Member], tally: Tally
) -> tuple[list[Link], dict[tuple[str, str], tuple[Session, Link]]]:
    crews: dict[tuple[str, str], list[Member]] = {}
    for member in members:
        head = member.key if member.gateway is None else (member.site, member.gateway)
        crews.setdefault(head, []).append(member)
    links: list[Link] = []
    run = secrets.token_hex(4)
    sessions: dict[tuple[str, str], tuple[Session, Link]] = {}
    for head, crew in crews.items():
        there = [
            Session(
                member.identity(performance.trusted),
                member.body(performance.fleet_key, run),
                new_boot(),
            )
            for member in crew
        ]
        shown = performance.credentials.get(head)
        link = Link(there, performance.broker, performance.clock, new_boot, tally, shown)
        links.append(link)
        sessions |= {
            member.key: (session, link) for member, session in zip(crew, there, strict=True)
        }
    return links, sessions


def new_boot() -> str:
    """A boot id that was never used."""
    return secrets.token_hex(8)


async def _say_now_and_then(tally: Tally, stage: Stage, say: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(SAY_EVERY_S)
        trouble = f"; last trouble: {tally.last_error}" if tally.last_error else ""
        say(
            f"{tally.connected:,} connected, {tally.published:,} published, "
            f"{tally.received:,} received, {stage.acts:,} acts{trouble}"
        )
