"""A connection to the API that is kept: one question after the other.

Lives here: as much of HTTP/1.1 as our own API speaks (RFC 9112: a status line, fields, a body of
`content-length` bytes). Not here: what is asked.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple

ANSWER_S = 10.0
"""An answer that takes longer is taken for lost."""


class Said(NamedTuple):
    """An answer: its status, after how many seconds to ask again (429, 503), its JSON."""

    status: int
    retry_s: float
    body: bytes


class Line:
    """To one address, with one token; connects when it is asked and not connected."""

    def __init__(self, host: str, port: int, token: str) -> None:
        self._host = host
        self._port = port
        self._head = f"host: {host}:{port}\r\nauthorization: Bearer {token}\r\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes = b"") -> Said:
        """Ask and hear; raises ConnectionError where no answer came, and hangs up."""
        try:
            reader = await self._send(method, path, body)
            async with asyncio.timeout(ANSWER_S):
                return await _said(reader)
        except (OSError, EOFError, TimeoutError) as error:
            self.hang_up()
            raise ConnectionError(f"{method} {path}: no answer: {error}") from None

    async def ask_and_leave(self, method: str, path: str, body: bytes = b"") -> None:
        """Ask, and hang up before the answer comes; the question is taken or is not."""
        try:
            await self._send(method, path, body)
        except OSError:
            pass
        finally:
            self.hang_up()

    async def _send(self, method: str, path: str, body: bytes) -> asyncio.StreamReader:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        length = f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{method} {path} HTTP/1.1\r\n{self._head}{length}\r\n".encode() + body)
        await writer.drain()
        return reader

    def hang_up(self) -> None:
        """End the connection; the next question makes another."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _said(reader: asyncio.StreamReader) -> Said:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    body = await reader.readexactly(int(fields.get("content-length", "0")))
    return Said(int(first.split(" ")[1]), float(fields.get("retry-after", "0")), body)
