"""The HTTP API of managers that share a database: each answers for what it owns."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

from devices.wire.topics import partition_of
from fleet.api.access.tokens import Tokens, tokens_path
from tests.contract.sources import ROOT
from tests.integration.broker import Broker, free_port
from tests.integration.postgres import running_cluster
from tests.integration.processes import COMMAND

LOOK_S, LOOKS = 0.1, 300
HALVES = {"east": "0-31", "west": "32-63"}
SITES = ("meadow", "brook", "hill", "lake", "wood")
OF_EAST = next(site for site in SITES if partition_of(site) < 32)
OF_WEST = next(site for site in SITES if partition_of(site) >= 32)


class Asking:
    """One manager's API."""

    def __init__(self, port: int, token: str, process: subprocess.Popen[bytes]) -> None:
        self._at = f"http://127.0.0.1:{port}/v1"
        self._token = token
        self.process = process

    def __call__(self, path: str, body: object = None) -> tuple[int, Any, Message]:
        """Status, document and headers of a GET, or a PUT where there is a body."""
        request = urllib.request.Request(
            self._at + path,
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
            method="GET" if body is None else "PUT",
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, json.load(error), error.headers

    def wait_until_it_owns(self, ranges: str) -> None:
        """Its answers say which partitions they speak for."""
        for _ in range(LOOKS):
            try:
                if self("/health")[2]["courtyard-partitions"] == ranges:
                    return
            except urllib.error.URLError:
                pass
            try:
                raise AssertionError(f"it ended with {self.process.wait(LOOK_S)}")
            except subprocess.TimeoutExpired:
                continue
        raise AssertionError(f"does not own {ranges}")


@contextmanager
def _managers(folder: Path, broker: Broker) -> Iterator[dict[str, Asking]]:
    """East and west on a database of their own, each with half of the partitions."""
    files = folder / "shared"
    token = Tokens(tokens_path(files)).add("anna", "admin", "city", 0, -1, is_link=False)
    with running_cluster() as cluster:
        database = cluster.database()
        running: dict[str, Asking] = {}
        try:
            for name, partitions in HALVES.items():
                port = free_port()
                process = subprocess.Popen(
                    [*COMMAND, "fleet", "serve", "--journal", database.url, "--manager", name,
                     "--broker", broker.url, "--partitions", partitions,
                     "--api", f"127.0.0.1:{port}", "--api-files", str(files)],
                    cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
                    stdout=subprocess.DEVNULL,
                )  # fmt: skip
                running[name] = Asking(port, token, process)
            for name, partitions in HALVES.items():
                running[name].wait_until_it_owns(partitions)
            yield running
        finally:
            for asking in running.values():
                asking.process.terminate()
                asking.process.wait()


def test_each_manager_answers_for_what_it_owns(broker: Broker, tmp_path: Path) -> None:
    """Whatever is of a site whose partition another manager owns is answered by 421 and that
    manager's name; a list has what is one's own, and says of which partitions that is. The journal
    is everybody's.
    """
    with _managers(tmp_path, broker) as ask:
        east, west = ask["east"], ask["west"]
        new = {"kind": "bank", "groups": ["riverside"]}
        for site, owner, other in ((OF_EAST, east, west), (OF_WEST, west, east)):
            misdirected, words, headers = other(f"/devices/{site}/bank1", new)
            assert misdirected == 421
            name = next(name for name, asking in ask.items() if asking is owner)
            assert headers["courtyard-manager"] == name
            assert f"of the manager {name}" in words["detail"]
            assert owner(f"/devices/{site}/bank1", new)[0] == 200
            assert owner(f"/devices/{site}/bank1")[1]["site"] == site
            for path in (f"/devices/{site}/bank1", f"/sites/{site}/doors", f"/sites/{site}/today"):
                assert other(path)[0] == 421
                assert owner(path)[0] == 200
            history = owner(f"/devices/{site}/bank1/history")[1]["items"]
            assert [row["event"] for row in history] == ["registered"]
        assert [row["site"] for row in east("/devices")[1]["items"]] == [OF_EAST]
        assert [row["site"] for row in west("/devices")[1]["items"]] == [OF_WEST]
        asked = west("/audit")[1]["items"]
        assert [row["device"] for row in asked] == [f"{OF_WEST}/bank1", f"{OF_EAST}/bank1"]
