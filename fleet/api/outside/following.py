"""Events as they happen: server-sent events over the journal.

Lives here: reading along, what of it is in somebody's scope, the stream. Not here: what an event is
(`fleet.core.views`). The id of an event is its position in the journal: who comes back with
Last-Event-ID misses nothing, however long they were away (as long as records are kept).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, HTTPException, Query, Request
from starlette.responses import StreamingResponse

from fleet.adapters.journal.tail import Along
from fleet.api.access.gate import Desk, Looker, TheDesk
from fleet.api.access.rights import covers_key
from fleet.api.access.tokens import Grant
from fleet.api.bodies import POSITION_MAX, REFUSALS
from fleet.core.views import event_rows

router = APIRouter(prefix="/v1", responses=REFUSALS)

READ_RECORDS = 2_000
"""Records of a look at the journal: some milliseconds in a thread."""

LOOK_S = 0.5
KEEP_ALIVE_S = 15.0
"""A comment so often, so that nobody between us takes the stream for dead."""

STREAMS = 32
"""Streams at once, of all tokens; each reads the journal."""


def read_events(
    tail: Along, position: int, measured_at: str = ""
) -> tuple[int, list[tuple[int, dict[str, Any]]]]:
    """Where the next look begins, and events with their positions; telemetry of one site, too."""
    placed = tail.after(position, READ_RECORDS)
    events = [(at, row) for at, record in placed for row in event_rows(record, measured_at)]
    return (placed[-1].position if placed else position), events


@router.get("/events", response_class=StreamingResponse)
async def follow(
    request: Request,
    desk: TheDesk,
    grant: Looker,
    after: Annotated[int | None, Query(ge=0, le=POSITION_MAX)] = None,
    last_event_id: Annotated[int | None, Header(ge=0, le=POSITION_MAX)] = None,
    measured: str = "",
) -> StreamingResponse:
    """Events in your scope from now on, or from behind a position: `text/event-stream`.

    `measured`: a site whose telemetry comes, too, as events of that name.
    """
    if len(desk.streams) >= STREAMS:
        raise HTTPException(503, f"{STREAMS} streams are open", {"Retry-After": "30"})
    tail = desk.tail()
    start = last_event_id if last_event_id is not None else after
    position = tail.last() if start is None else start
    return StreamingResponse(
        _stream(request, desk, grant, tail, position, measured), media_type="text/event-stream"
    )


async def _stream(
    request: Request, desk: Desk, grant: Grant, tail: Along, position: int, measured: str
) -> AsyncIterator[bytes]:
    mark = f"{grant.name} {id(tail)}"
    desk.streams.add(mark)
    idle_s = 0.0
    commits = -1
    try:
        yield b"retry: 2000\n\n"
        while not await request.is_disconnected() and _still(desk, grant):
            before, commits = commits, desk.driver.fleet.commits
            events: list[tuple[int, dict[str, Any]]] = []
            moved = position
            if before != commits or desk.database is not None:
                moved, events = await asyncio.to_thread(read_events, tail, position, measured)
            if said := told(desk, grant, events):
                yield said
                idle_s = 0.0
            if moved != position:
                position, commits = moved, -1
                continue
            if idle_s >= KEEP_ALIVE_S:
                yield b": here\n\n"
                idle_s = 0.0
            await asyncio.sleep(LOOK_S)
            idle_s += LOOK_S
    finally:
        desk.streams.discard(mark)
        tail.close()


def _still(desk: Desk, grant: Grant) -> bool:
    """Whether the token is as good as when the stream began."""
    now_ms = desk.wall_ms()
    over = 0 <= grant.expires_ms <= now_ms
    return not over and grant in desk.tokens.grants()


def told(desk: Desk, grant: Grant, events: list[tuple[int, dict[str, Any]]]) -> bytes:
    """The events in scope as the stream has them."""
    return b"".join(
        b"id: %d\nevent: %s\ndata: %s\n\n"
        % (position, row["event"].encode(), msgspec.json.encode(row))
        for position, row in events
        if covers_key(grant, row["device"], desk.device(row["device"]))
    )
