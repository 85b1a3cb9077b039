"""Firmware over HTTP, a part at a time.

Lives here: Range requests, tries again. Not here: what is done with the bytes
(`devices.models.updater`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from devices.models.updater import Wanted
from devices.simulator.session import Session
from devices.simulator.shell.backoff import wait_s

ANSWER_S = 20.0
TRIES = 6
"""Failures in a row after which a device gives up; it is ordered again, or not."""

PARTIAL = 206


class CannotLoad(OSError):
    """The part was not had; says why."""


def load_part(wanted: Wanted) -> bytes:
    """The bytes that are wanted, waiting for them. Raises CannotLoad."""
    span = f"bytes={wanted.first}-{wanted.last}"
    request = Request(wanted.address, headers={"Range": span})
    try:
        with urlopen(request, timeout=ANSWER_S) as answer:
            if answer.status != PARTIAL:
                raise CannotLoad(f"answered {answer.status} to {span}")
            part: bytes = answer.read(wanted.last - wanted.first + 1)
            return part
    except HTTPError as error:
        raise CannotLoad(f"answered {error.code} to {span}") from None
    except (OSError, ValueError) as error:
        raise CannotLoad(str(error)) from None


async def load(session: Session, now_ms: Callable[[], int], wake: Callable[[], None]) -> None:
    """Load what a session wants until it wants no more; `wake` is called when it has news."""
    failures = 0
    name = f"{session.identity.site}.{session.identity.device}"
    while (wanted := session.updating.updater.wanted()) is not None:
        try:
            part = await asyncio.to_thread(load_part, wanted)
        except CannotLoad as error:
            failures += 1
            if failures < TRIES:
                await asyncio.sleep(wait_s(name, failures))
                continue
            session.updating.updater.give_up(str(error)[:200])
        else:
            failures = 0
            session.updating.updater.load(wanted.first, part)
        if session.updating.updater.news:
            session.follow_up(now_ms())
            wake()
