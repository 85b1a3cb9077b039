"""Rounds planned beside the manager, in a process of their own.

Lives here: the process, and how many may wait for it. Not here: the planner (`fleet.rounds`),
routes. A thread would hold up every message for as long as the solver runs.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import msgspec

from fleet.core.state import Device
from fleet.rounds.live import LiveRound, RoundBook, plan_live

WAITING_MOST = 8
"""Rounds that are asked for at a time; who asks then is told to come again."""


class RoundsBusy(RuntimeError):
    """Not now: so many are waiting already, or the process has ended and begins anew."""


class RoundDesk:
    """Plans rounds by one book. The process is there from the first round on."""

    def __init__(self, book: RoundBook) -> None:
        self.book = book
        self._pool: ProcessPoolExecutor | None = None
        self._waiting = 0

    async def plan(self, devices: Iterable[Device], sets_out_ms: int) -> LiveRound:
        """The round that sets out then, for the devices as they are at the call; raises RoundError
        and RoundsBusy.
        """
        if self._waiting >= WAITING_MOST:
            raise RoundsBusy(f"{WAITING_MOST} rounds are being planned")
        bins = msgspec.msgpack.encode([one for one in devices if one.kind == "bin_sensor"])
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        self._waiting += 1
        try:
            asked = self._pool.submit(_planned, bins, self.book, sets_out_ms)
            return await asyncio.wrap_future(asked)
        except BrokenProcessPool as error:
            self._pool = None
            raise RoundsBusy(f"the planner has ended: {error}") from None
        finally:
            self._waiting -= 1

    def end(self) -> None:
        """No round any more."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _planned(bins: bytes, book: RoundBook, sets_out_ms: int) -> LiveRound:
    return plan_live(msgspec.msgpack.decode(bins, type=list[Device]), book, sets_out_ms)
