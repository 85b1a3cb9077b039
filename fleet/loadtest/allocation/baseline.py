"""The baseline: the same allocation as a row of PostgreSQL, by `pgbench` with 16 clients.

Lives here: a server of its own in a folder, the table, the script. Not here: what it is compared
with.

Each transaction finds a free compartment that fits at a bank, leases it to a parcel with a new
fence, and is durable (`synchronous_commit` on) before the next; `FOR UPDATE SKIP LOCKED` keeps
clients out of each other's way. The table has the columns of a lease and as many compartments.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fleet.loadtest.allocation.plan import CLASSES
from fleet.loadtest.parts import PartMissing

NAME = "pgbench -c 16, synchronous_commit on"
CLIENTS = 16
OWNER = "postgres"
"""Who runs the server where we are root, which it refuses to be run by."""

_TABLE = """
CREATE SEQUENCE fence;
CREATE TABLE compartment (
  bank int NOT NULL, number int NOT NULL, class int NOT NULL,
  lease text, fence bigint NOT NULL DEFAULT 0, request text, company text, courier text,
  parcel text, size int, recipient text, stage text, since_ms bigint, due_ms bigint, command text,
  deposited_ms bigint, draw int, ended text, PRIMARY KEY (bank, number));
INSERT INTO compartment (bank, number, class)
  SELECT b, n, CASE {cases} END FROM generate_series(1, {banks}) b, generate_series(1, {size}) n;
CREATE INDEX vacant ON compartment (bank, class, number) WHERE lease IS NULL;
VACUUM ANALYZE compartment;
"""

_SCRIPT = """
\\set bank random(1, {banks})
\\set turn random(0, {size} - 1)
\\set wish random(1, 1000000000)
WITH chosen AS (
  SELECT bank, number FROM compartment
  WHERE bank = :bank AND lease IS NULL AND class >= CASE {turns} END
  ORDER BY class, number LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE compartment c SET lease = 'l' || :wish, fence = nextval('fence'), request = 'w' || :wish,
  company = 'loadtest', courier = 'c3', parcel = 'p' || :wish, size = 0, recipient = 'r' || :wish,
  stage = 'opening', since_ms = extract(epoch FROM clock_timestamp()) * 1000, due_ms = -1,
  command = 'l' || :wish, deposited_ms = -1, draw = 0, ended = ''
FROM chosen WHERE c.bank = chosen.bank AND c.number = chosen.number RETURNING c.number, c.fence;
"""


def allocations_per_s(folder: Path, banks: int, seconds: int) -> float:
    """Run it on so many banks, of which it counts what found room; raises PartMissing where there
    is no PostgreSQL.
    """
    folder.mkdir(parents=True)
    with _server(folder) as server:
        size = sum(CLASSES)
        firsts = [sum(CLASSES[: c + 1]) for c in range(len(CLASSES))]
        cases = " ".join(f"WHEN n <= {first} THEN {c}" for c, first in enumerate(firsts))
        turns = " ".join(f"WHEN :turn < {first} THEN {c}" for c, first in enumerate(firsts))
        table = _TABLE.format(banks=banks, size=size, cases=cases)
        server.ask("psql", "-q", "-v", "ON_ERROR_STOP=1", given=table)
        script = folder / "allocate.sql"
        script.write_text(_SCRIPT.format(banks=banks, size=size, turns=turns), encoding="ascii")
        script.chmod(0o644)
        server.ask(
            "pgbench", "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(seconds), "-M", "prepared",
            "-f", str(script),
        )  # fmt: skip
        said = server.ask(
            "psql", "-A", "-t", "-c", "SELECT count(*) FROM compartment WHERE lease IS NOT NULL"
        )
        return int(said) / seconds


class _Server:
    """A server and its clients, reached by a socket in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.as_owner: list[str] = []
        if os.geteuid() == 0:
            account = _account()
            os.chown(folder, account.pw_uid, account.pw_gid)
            self.as_owner = [_find("runuser"), "-u", OWNER, "--"]

    def run(self, command: Sequence[str], given: str | None = None) -> str:
        """Run to its end as the owner; raises PartMissing with its words where it fails."""
        done = subprocess.run(
            [*self.as_owner, *command], input=given, capture_output=True, text=True, check=False,
            cwd=self.folder,
        )  # fmt: skip
        if done.returncode:
            raise PartMissing(f"{command[0]}: {done.stderr.strip()[-500:]}")
        return done.stdout

    def ask(self, program: str, *options: str, given: str | None = None) -> str:
        """Run a client."""
        where = ["-h", str(self.folder), "-U", OWNER]
        return self.run([_find(program), *where, *options, OWNER], given)


@contextmanager
def _server(folder: Path) -> Iterator[_Server]:
    server = _Server(folder)
    data = folder / "data"
    server.run([_find("initdb"), "-D", str(data), "-U", OWNER, "-A", "trust", "--no-sync"])
    settings = (
        f"-c listen_addresses= -c unix_socket_directories={folder} -c synchronous_commit=on "
        "-c shared_buffers=256MB -c max_wal_size=2GB -c autovacuum=off"
    )
    control = [_find("pg_ctl"), "-D", str(data), "-w"]
    server.run([*control, "-l", str(folder / "server.log"), "-o", settings, "start"])
    try:
        yield server
    finally:
        server.run([*control, "-m", "immediate", "stop"])


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(OWNER)
    except KeyError:
        raise PartMissing(f"no user {OWNER}, and PostgreSQL does not run as root") from None


def _find(name: str) -> str:
    """A program of PostgreSQL, also where Debian hides those of the server."""
    found = shutil.which(name)
    if found is not None:
        return found
    places = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(places, key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0), default=None)
    if newest is None:
        raise PartMissing(f"{name} is not installed; on Debian and Ubuntu: postgresql")
    return str(newest)
