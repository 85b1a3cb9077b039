"""`courtyard grafana push` against Grafana's recorded answers: what is asked, in which order."""

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
from grafana.alerting import RULES
from grafana.walls.listing import WALLS

Asked = list[tuple[str, str, Any]]
GROUP = "/api/v1/provisioning/folder/courtyard/rule-groups/courtyard"


@contextmanager
def recorded(token: str) -> Iterator[tuple[str, Asked]]:
    """A server that answers as the HTTP API reference of Grafana 11 has it."""
    asked: Asked = []
    kept: set[str] = set()

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body: Any = json.loads(self.rfile.read(length)) if length else {}
            if self.headers["Authorization"] != f"Bearer {token}":
                return self._say(401, {"message": "Invalid API key"})
            asked.append((self.command, self.path, body))
            if self.command == "GET" and self.path not in kept and self.path != "/api/health":
                return self._say(404, {"message": "not found"})
            if self.path in {"/api/folders", "/api/datasources"}:
                kept.add(f"{self.path}/{'uid/' if 'data' in self.path else ''}{body['uid']}")
            return self._say(200, {"version": "11.6.0", "uid": "x", "id": 1})

        def _say(self, status: int, document: Any) -> None:
            data = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815  names of http.server

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_pushing_twice_makes_everything_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Folder, data source, walls in both languages, rules; the second time they are renewed."""
    token = tmp_path / "token"
    token.write_text("glsa_t0\n", encoding="utf-8")
    with recorded("glsa_t0") as (url, asked):
        push = ["grafana", "push", "--url", url, "--token-file", str(token)]
        series = ["--series", "http://127.0.0.1:8086?db=walls"]
        assert run_app([*push, *series]) == 0
        first = [(verb, path) for verb, path, _ in asked if verb != "GET"]
        boards = [body for _, path, body in asked if path == "/api/dashboards/db"]
        rules = [body for _, path, body in asked if path == GROUP]
        asked.clear()
        assert run_app([*push, *series, "--lang", "zh"]) == 0
        second = [(verb, path) for verb, path, _ in asked if verb != "GET"]
    board = ("POST", "/api/dashboards/db")
    assert first == [("POST", "/api/folders"), ("POST", "/api/datasources"),
                     *[board] * (2 * len(WALLS)), ("PUT", GROUP)]  # fmt: skip
    assert second == [("PUT", "/api/datasources/uid/courtyard-series"),
                      *[board] * len(WALLS), ("PUT", GROUP)]  # fmt: skip
    assert all(body["overwrite"] and body["folderUid"] == "courtyard" for body in boards)
    assert len({body["dashboard"]["uid"] for body in boards}) == len(boards)
    assert [rule["uid"] for rule in rules[0]["rules"]] == [f"courtyard-{r.name}" for r in RULES]
    assert "/d/courtyard-city-en?kiosk" in capsys.readouterr().out


def test_a_refusal_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong token, nobody there, a token in the clear: exit code 2, and why."""
    token = tmp_path / "token"
    token.write_text("wrong", encoding="utf-8")
    with recorded("right") as (url, asked):
        for at in (url, "http://127.0.0.1:9", "http://grafana.example:3000", "grafana"):
            assert run_app(["grafana", "push", "--url", at, "--token-file", str(token)]) == 2
            said = capsys.readouterr().err
            assert at in said
            assert "wrong" not in said
        assert not asked
