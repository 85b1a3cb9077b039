"""Ending what waits on a broker, also where the library forgets that it was told to."""

from __future__ import annotations

import asyncio

from fleet.adapters.bus.with_aiomqtt import end_all

PATIENCE_S = 20


def test_a_task_that_forgets_a_cancellation_is_ended_all_the_same() -> None:
    """A cancellation that meets the answer waited for is lost in Python 3.11: told once more."""

    async def live() -> tuple[bool, bool]:
        began = asyncio.Event()

        async def forgetful() -> None:
            began.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                await asyncio.Event().wait()

        async def plain() -> None:
            await asyncio.Event().wait()

        tasks = [asyncio.create_task(forgetful()), asyncio.create_task(plain())]
        await began.wait()
        async with asyncio.timeout(PATIENCE_S):
            await end_all(tasks)
        return tasks[0].cancelled(), tasks[1].cancelled()

    assert asyncio.run(live()) == (True, True)


def test_a_task_that_fails_at_its_end_does_not_keep_the_others() -> None:
    """Its error is taken; nothing is raised, nothing is left running."""

    async def live() -> bool:
        began = asyncio.Event()

        async def fails() -> None:
            began.set()
            try:
                await asyncio.Event().wait()
            finally:
                raise OSError("cut")

        task = asyncio.create_task(fails())
        await began.wait()
        await end_all([task])
        await end_all([])
        return task.done()

    assert asyncio.run(live())
