"""A way to a store that can be cut, slowed, or made to answer by itself.

Lives here: a small HTTP-speaking TCP proxy, a thread a connection. Not here: the store.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self

REFUSALS = {
    "full": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 11\r\nConnection: close\r\n\r\n"
            b"disk full!!",
    "busy": b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n"
            b"Connection: close\r\n\r\n",
    "html": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nsorry",
    "away": b"HTTP/1.1 302 Found\r\nLocation: /ping\r\nContent-Length: 0\r\n"
            b"Connection: close\r\n\r\n",
}  # fmt: skip
"""Answers that mean: not stored, come again."""


class FaultProxy:
    """`mode`: pass, down (refuses connections by closing them), mute (passes a request on and
    swallows the answer, so that stored points are sent again), half (cuts a request in the middle),
    slow (a little at a time), or one of REFUSALS.
    """

    def __init__(self, port: int) -> None:
        self._there = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self.mode = "pass"
        self.attempts = 0
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.attempts += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, here: socket.socket) -> None:
        mode = self.mode
        with here, suppress(OSError):
            if mode == "down":
                return
            request = read_message(here)
            if not request:
                return
            if mode in REFUSALS:
                here.sendall(REFUSALS[mode])
                return
            with socket.create_connection(("127.0.0.1", self._there), timeout=60) as there:
                head, _, body = request.partition(b"\r\n\r\n")
                sent = _closing(head) + b"\r\n\r\n" + body
                if mode == "half":
                    there.sendall(sent[: len(sent) // 2])
                    return
                if mode == "slow":
                    step = max(1, len(sent) // 20)
                    for at in range(0, len(sent), step):
                        there.sendall(sent[at : at + step])
                        threading.Event().wait(0.01)
                else:
                    there.sendall(sent)
                answer = b"".join(iter(lambda: there.recv(65_536), b""))
            if mode != "mute":
                here.sendall(answer)


def _closing(head: bytes) -> bytes:
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"])


def read_message(connection: socket.socket) -> bytes:
    """A whole HTTP message with a Content-Length."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65_536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        more = connection.recv(65_536)
        if not more:
            return b""
        body += more
    return head + b"\r\n\r\n" + body
