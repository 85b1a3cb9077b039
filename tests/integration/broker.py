"""A real Mosquitto with our settings on a free loopback port, and its two command-line clients.

Only starting, asking and stopping live here. `.ci/run` installs mosquitto and mosquitto-clients;
where they are missing, tests that need them are not there, but on the machine that decides
(CI=true) they are, and fail without them.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fleet.broker.config import BrokerSettings, write_config

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
CLIENTS = shutil.which("mosquitto_pub"), shutil.which("mosquitto_sub")
IS_MISSING = MOSQUITTO is None or None in CLIENTS
IS_LEFT_OUT = IS_MISSING and os.environ.get("CI") != "true"
"""Whether tests with a broker are not collected on this machine."""

START_S = 20


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Broker:
    """A broker that runs in `folder` on `port`; started again it keeps both."""

    folder: Path
    port: int
    accounts: bool = False
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        config = write_config(BrokerSettings(self.folder, self.port, accounts=self.accounts))
        with (self.folder / "mosquitto.log").open("ab") as log:
            self.process = subprocess.Popen(
                [MOSQUITTO or "mosquitto", "-v", "-c", str(config)],
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        self._wait_until_it_listens()

    def _wait_until_it_listens(self) -> None:
        assert self.process is not None
        while self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            try:
                self.process.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                continue
        raise RuntimeError((self.folder / "mosquitto.log").read_text(encoding="utf-8"))

    def stop(self) -> None:
        """SIGTERM: with persistence it saves what it has."""
        self._end(kill=False)

    def kill(self) -> None:
        """SIGKILL: what was not saved is gone."""
        self._end(kill=True)

    def _end(self, *, kill: bool) -> None:
        if self.process is not None:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(timeout=START_S)
            self.process = None

    def _client(self, number: int) -> list[str]:
        program = CLIENTS[number] or ("mosquitto_pub", "mosquitto_sub")[number]
        limit = ["-W", str(START_S)] if number else []
        return [program, "-p", str(self.port), "-q", "1", *limit]

    def publish(self, topic: str, payload: str | bytes, *options: str) -> None:
        """Publish with mosquitto_pub and wait for the acknowledgement."""
        subprocess.run(
            [*self._client(0), "-t", topic, "-s", *options],
            input=payload.encode() if isinstance(payload, str) else payload,
            check=True,
            timeout=START_S,
        )

    def listen(self, topic_filter: str, count: int, *options: str) -> list[tuple[str, bytes]]:
        """The next `count` messages (topic, payload), with mosquitto_sub; it waits START_S."""
        done = subprocess.run(
            [*self._client(1), "-t", topic_filter, "-C", str(count), "-F", "%t %p", *options],
            capture_output=True,
            check=True,
            timeout=2 * START_S,
        )
        lines = [line.partition(b" ") for line in done.stdout.splitlines()]
        return [(topic.decode(), payload) for topic, _, payload in lines]


@contextmanager
def running_broker(folder: Path, *, accounts: bool = False) -> Iterator[Broker]:
    """A broker for as long as the context lasts; with `accounts` their files lie in `folder`."""
    broker = Broker(folder, free_port(), accounts)
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()
