"""Notices to recipients: sent from the journal's outbox, one after the other, until each is done.

Lives here: when a notice goes out, by which channel, with which code; quiet hours. Not here: which
notices are due (`fleet.core`), how they travel (`fleet.adapters.notices`).

The code is made here, at the moment of sending, and is nowhere afterwards. One that is equal to
another open code at its bank is drawn again first, and waits until a bank that checks codes alone
knows of it. A notice that went out and was not yet noted as
sent when the process ended goes out again: twice is better than never.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec

from devices.codes import bank_key
from fleet.adapters.notices.with_apprise import AppriseChannel
from fleet.core.inputs import Redraw, Request, Told
from fleet.core.parcels.state import CODE, Notice, Parcels, draw_command
from fleet.core.state import PartitionState
from fleet.ports.claims import Elsewhere
from fleet.ports.journal import JournalError
from fleet.ports.notices import Channel
from fleet.service.driver import Busy, Driver
from fleet.service.entries import code_to_send
from fleet.service.telling.wording import wording

LOOK_S = 0.25
AT_ONCE = 64
"""Notices that are on their way at the same time."""

ATTEMPTS = 6
RETRY_MS = 60_000
"""First wait after every channel failed; doubles: the last attempt is half an hour later."""

MINUTE_MS, DAY_MS = 60_000, 86_400_000
BY = "noticing"

_log = logging.getLogger("courtyard.fleet")


class NoticesError(ValueError):
    """The file of channels cannot be used; says why."""

    clear = True


class ChannelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A channel: its name, and the file with its Apprise address, which may hold a password."""

    name: str
    address_file: str


class NoticesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Channels in the order in which they are tried. `language`: zh or en.

    Between the two clock times of `quiet` (HH:MM, local: `utc_offset_min`) nothing is sent but the
    kinds in `always`.
    """

    channels: list[ChannelFile]
    language: str = "zh"
    quiet: tuple[str, str] | None = None
    utc_offset_min: int = 480
    always: tuple[str, ...] = (CODE,)


class Plan(msgspec.Struct, frozen=True):
    """The same, read: `quiet_min` in minutes of the local day, (0, 0) for none."""

    channels: Sequence[Channel]
    language: str = "zh"
    quiet_min: tuple[int, int] = (0, 0)
    utc_offset_min: int = 480
    always: Sequence[str] = (CODE,)

    def is_quiet(self, now_ms: int) -> bool:
        """Whether it is an hour at which people are left alone."""
        begin, end = self.quiet_min
        minute = (now_ms // MINUTE_MS + self.utc_offset_min) % (DAY_MS // MINUTE_MS)
        return begin <= minute < end if begin <= end else minute >= begin or minute < end


def read_plan(path: Path) -> Plan:
    """Channels of a JSON file, checked; raises NoticesError or ChannelError."""
    try:
        read = msgspec.json.decode(path.read_bytes(), type=NoticesFile)
    except msgspec.DecodeError as error:
        raise NoticesError(f"{path}: {error}") from None
    if not read.channels or read.language not in {"zh", "en"}:
        raise NoticesError(f"{path}: at least one channel, language zh or en")
    channels = []
    for channel in read.channels:
        address = (path.parent / channel.address_file).read_text(encoding="utf-8").strip()
        channels.append(AppriseChannel(channel.name, address))
        channels[-1].check()
    quiet = (0, 0) if read.quiet is None else (_minute(read.quiet[0]), _minute(read.quiet[1]))
    return Plan(channels, read.language, quiet, read.utc_offset_min, read.always)


def _minute(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):
        raise NoticesError(f"quiet: {clock!r}: HH:MM is expected")
    return int(hour) * 60 + int(minute)


class Noticing:
    """Sends what waits at a driver's fleet."""

    def __init__(self, driver: Driver, plan: Plan, fleet_key: bytes) -> None:
        self._driver = driver
        self._plan = plan
        self._fleet_key = fleet_key

    async def run(self) -> None:
        """Until it is cancelled, or the manager ends."""
        while self._driver.failure is None:
            with suppress(Busy, Elsewhere, JournalError):
                await self.turn()
            await asyncio.sleep(LOOK_S)

    async def turn(self) -> int:
        """Send what is due now; how many notices were looked at."""
        looked = 0
        for state in self._driver.fleet.states:
            due = self._due(state)
            looked += len(due)
            ends = await asyncio.gather(
                *(self._one(state.partition, state.parcels, n, notice) for n, notice in due)
            )
            told: dict[str, Told] = {}
            for (number, notice), end in zip(due, ends, strict=True):
                note = told.setdefault(notice.bank, Told("", BY, notice.bank, [], [], [], {}))
                match end:
                    case "sent" | "failed" | "moot":
                        getattr(note, end).append(number)
                    case int(due_ms):
                        note.later[number] = due_ms
            for note in told.values():
                if note.sent or note.failed or note.moot or note.later:
                    await self._driver.ask(state.partition, note)
        return looked

    def _due(self, state: PartitionState) -> list[tuple[int, Notice]]:
        now_ms = self._driver.clock.now_ms()
        is_quiet = self._plan.is_quiet(now_ms)
        return [
            (number, notice)
            for number, notice in state.parcels.notices.items()
            if notice.due_ms <= now_ms
            and (not is_quiet or notice.kind in self._plan.always)
            and not _bank_is_unaware(state, notice)
        ][:AT_ONCE]

    async def _one(
        self, partition: int, parcels: Parcels, number: int, notice: Notice
    ) -> str | int | None:
        """What became of one: sent, failed, moot, when it is tried again; None: look again."""
        lease = parcels.leases.get(notice.lease)
        if lease is None or lease.ended:
            return "moot"
        key = bank_key(self._fleet_key, notice.bank)
        code = code_to_send(key, parcels, lease)
        if not code:
            redraw: Request = Redraw("", BY, notice.bank, lease.lease, lease.draw + 1)
            await self._driver.ask(partition, redraw)
            return None
        compartment = parcels.banks[notice.bank].numbers[lease.position]
        title, body = wording(self._plan.language, notice, compartment, code)
        for channel in self._plan.channels:
            if await asyncio.to_thread(channel.send, notice.recipient, title, body):
                return "sent"
            _log.warning("notice %d: channel %s did not take it", number, channel.name)
        if notice.attempt + 1 >= ATTEMPTS:
            return "failed"
        return self._driver.clock.now_ms() + (RETRY_MS << notice.attempt)


def _bank_is_unaware(state: PartitionState, notice: Notice) -> bool:
    """Whether the code was drawn again, and the bank, which may have to check it alone, has not
    answered yet.
    """
    lease, device = state.parcels.leases.get(notice.lease), state.devices.get(notice.bank)
    if lease is None or device is None or not lease.draw or lease.ended:
        return False
    told = device.commands.get(draw_command(lease.lease, lease.draw))
    return told is not None and not told.outcome


@asynccontextmanager
async def noticing(driver: Driver, plan: Plan, fleet_key: bytes) -> AsyncIterator[Noticing]:
    """Notices go out while the block lasts."""
    sender = Noticing(driver, plan, fleet_key)
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
