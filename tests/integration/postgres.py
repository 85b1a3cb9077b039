"""A real PostgreSQL on a free loopback port, in a scratch folder.

Only starting and ending live here. `.ci/run` installs postgresql; where it is missing, tests that
need it are not there, but on the machine that decides (CI=true) they are, and fail without it. As
root the server runs as another user, for it refuses to run as root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from fleet.adapters.journal.address import Database
from tests.integration.broker import free_port


def _program(name: str) -> str | None:
    """Debian keeps the server's programs out of the path, a folder for each version."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(installed[-1]) if installed else None)


INITDB, POSTGRES = _program("initdb"), _program("postgres")
IS_LEFT_OUT = None in {INITDB, POSTGRES} and os.environ.get("CI") != "true"
"""Whether tests with PostgreSQL are not collected on this machine."""

START_S = 30
LOOK_S = 0.05
QUICK = ("fsync=off", "full_page_writes=off", "max_connections=60", "shared_buffers=64MB")
"""Nobody cuts the power in a test: what a killed process leaves is the same without a sync."""


def _user() -> dict[str, Any]:
    """As whom the server runs, for `subprocess`."""
    if os.getuid() != 0:
        return {}
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@dataclass
class Cluster:
    """A server that runs in `folder` on `port`."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    databases: int = 0

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://courtyard@127.0.0.1:{self.port}/{database}"

    def database(self) -> Database:
        """A new one."""
        self.databases += 1
        name = f"d{self.databases}"
        with closing(psycopg.connect(self.url("postgres"), autocommit=True)) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return Database(self.url(name))

    def wait_until_it_answers(self) -> None:
        """Returns when a client may come; raises RuntimeError where it ended."""
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=START_S).close()
            except psycopg.OperationalError:
                try:
                    self.process.wait(LOOK_S)
                except subprocess.TimeoutExpired:
                    continue
                log = (self.folder / "log").read_text(encoding="utf-8")
                raise RuntimeError(log) from None
            return


@contextmanager
def running_cluster(settings: tuple[str, ...] = QUICK) -> Iterator[Cluster]:
    """A fresh server for as long as the context lasts."""
    as_user = _user()
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        if as_user:
            os.chown(folder, as_user["user"], as_user["group"])
        data, port = folder / "data", free_port()
        subprocess.run(
            [INITDB or "initdb", "-D", data, "-A", "trust", "-U", "courtyard", "--no-sync",
             "-E", "UTF8", "--locale=C", "--no-instructions"],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=START_S * 4, **as_user,
        )  # fmt: skip
        options = [word for setting in settings for word in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [POSTGRES or "postgres", "-D", data, "-p", str(port), "-k", folder,
                 "-c", "listen_addresses=127.0.0.1", *options],
                cwd=folder, stdout=log, stderr=log, **as_user,
            )  # fmt: skip
        try:
            cluster = Cluster(folder, port, process)
            cluster.wait_until_it_answers()
            yield cluster
        finally:
            process.send_signal(2)
            process.wait(START_S)
    finally:
        shutil.rmtree(folder)
