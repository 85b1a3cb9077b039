"""`courtyard influx` as it is typed: make the place, fill it; InfluxDB 2's contract as recorded."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from courtyard.main import run_app
from fleet.adapters.series.stores import StoreAddress
from tests.integration.series.produced import Compound
from tests.integration.series.servers import points_kept, rows
from tests.integration.series.told import lines_of

BUCKET = "0123456789abcdef"
ORGANISATION = "fedcba9876543210"


@contextmanager
def recorded(bucket_is_there: bool) -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """A server that answers as InfluxDB 2.7's API reference has it: orgs, buckets, dbrps."""
    asked: list[tuple[str, str, Any]] = []
    bucket = {"id": BUCKET, "name": "walls", "orgID": ORGANISATION, "type": "user",
              "retentionRules": [{"type": "expire", "everySeconds": 0}]}  # fmt: skip

    class Answers(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body: dict[str, Any] = json.loads(self.rfile.read(length)) if length else {}
            path = self.path.partition("?")[0]
            asked.append((self.command, path, body))
            assert self.headers["Authorization"] == "Token t0"
            found: Any = {
                "/api/v2/orgs": {"orgs": [{"id": ORGANISATION, "name": "home"}]},
                "/api/v2/buckets": {"buckets": [bucket] if bucket_is_there else []},
                "/api/v2/dbrps": {"content": []},
            }.get(path, bucket)
            if self.command == "POST":
                found = (
                    bucket if path.endswith("buckets") else {**body, "id": "1", "virtual": False}
                )
            data = json.dumps(found).encode()
            self.send_response(201 if self.command == "POST" else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = _answer  # noqa: N815  names of http.server

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("is_there", [False, True])
def test_a_bucket_and_its_mapping_are_made(
    is_there: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bucket (or its retention), and the database name of InfluxQL, by the library's services."""
    token = tmp_path / "token"
    token.write_text("t0", encoding="utf-8")
    with recorded(is_there) as (url, asked):
        store = ["--influx", f"{url}?org=home&bucket=walls", "--influx-token-file", str(token)]
        assert run_app(["influx", "setup", *store, "--keep-days", "30"]) == 0
    said = capsys.readouterr().out
    assert ("was there" in said, "made" in said) == (is_there, not is_there)
    changes = {(verb, path): body for verb, path, body in asked if verb != "GET"}
    change = ("PATCH", f"/api/v2/buckets/{BUCKET}") if is_there else ("POST", "/api/v2/buckets")
    assert changes[change]["retentionRules"] == [{"type": "expire", "everySeconds": 30 * 86_400}]
    assert changes["POST", "/api/v2/dbrps"] == {
        "orgID": ORGANISATION, "bucketID": BUCKET, "database": "walls",
        "retention_policy": "walls", "default": True,
    }  # fmt: skip


def test_setup_and_backfill_of_one(
    one: StoreAddress, compound: Compound, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lines of the page against a real 1.6: database, retention, every point of the journal; a
    second time nothing is sent, and later records alone.
    """
    compound.minutes_go_by(4)
    there = StoreAddress(one.url, database="filled")
    store = ["--influx", f"{one.url}?db=filled"]
    for days in ("10", "0"):
        assert run_app(["influx", "setup", *store, "--keep-days", days]) == 0
    [policy] = [row for row in rows(there, "SHOW RETENTION POLICIES") if row["default"]]
    assert (policy["name"], policy["duration"]) == ("walls", "0s")
    backfill = ["influx", "backfill", *store, "--journal", str(tmp_path / "journal")]
    capsys.readouterr()
    for _ in range(2):
        assert run_app(backfill) == 0
        assert "none refused" in capsys.readouterr().out
    compound.minutes_go_by(2)
    assert run_app(backfill) == 0
    produced = lines_of(tmp_path / "journal")
    assert capsys.readouterr().out.startswith(f"{len(produced)} points")
    assert points_kept(there) == len(produced)


def test_a_store_that_is_not_there_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Setting up says what happened, and ends with 2."""
    assert run_app(["influx", "setup", "--influx", "http://127.0.0.1:9?db=x"]) == 2
    assert "refused" in capsys.readouterr().err
