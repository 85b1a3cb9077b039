"""The API at a real port: streams of events and signed webhooks, over the journal."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from fleet.api.outside.serving import ApiSettings, ApiUnavailable, listen, served
from fleet.api.outside.webhooks import Hook, HookError, read_hooks, signature
from tests.integration.broker import free_port
from tests.unit.fleet.api.desk import running_api

SECRET = b"sixteen bytes or more"
SHADOW = "/v1/devices/meadow/bin1/shadow"
WAIT_S = 30


class Platform(HTTPServer):
    """The property's platform: it fails at first, then takes what comes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: queue.Queue[tuple[dict[str, str], bytes]] = queue.Queue()
        self.failures = 1


class _Handler(BaseHTTPRequestHandler):
    server: Platform

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.failures -= 1
        failed = self.server.failures >= 0
        if not failed:
            self.server.heard.put((headers, body))
        self.send_response(500 if failed else 204)
        self.end_headers()

    def log_message(self, format: str, *_: object) -> None:
        """Quiet."""


@contextmanager
def running_platform() -> Iterator[Platform]:
    server = Platform()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _hook(folder: Path, url: str, **words: object) -> dict[str, object]:
    (folder / "secret").write_bytes(SECRET + b"\n")
    return {"name": "property", "url": url, "secret_file": str(folder / "secret"), **words}


async def _next_event(lines: object) -> dict[str, str]:
    found: dict[str, str] = {}
    async for line in lines:  # type: ignore[attr-defined]
        key, colon, value = line.partition(": ")
        if colon and key in {"id", "event", "data"}:
            found[key] = value
        elif not line and "data" in found:
            break
    return found


def test_a_stream_tells_what_is_in_scope_and_goes_on_where_it_was_cut(tmp_path: Path) -> None:
    """Another site's events are not told; Last-Event-ID brings what was missed meanwhile."""

    async def run() -> None:
        async with running_api(tmp_path) as api:
            port = free_port()
            api_settings = ApiSettings("127.0.0.1", port)
            desk = api.desk
            async with served(desk.driver, desk.journal, api_settings) as desk:
                base = f"http://127.0.0.1:{port}"
                tokens = {
                    name: desk.tokens.add(name, role, scope, desk.wall_ms())
                    for name, role, scope in (
                        ("op", "operator", "city"), ("see", "viewer", "site:meadow"),
                    )
                }  # fmt: skip
                auth = {n: {"Authorization": f"Bearer {t}"} for n, t in tokens.items()}
                async with httpx.AsyncClient(base_url=base, timeout=WAIT_S) as client:

                    async def wish(path: str, version: int) -> None:
                        body = {"version": version, "values": {"n": version}}
                        answer = await client.put(path, json=body, headers=auth["op"])
                        assert answer.status_code == 200

                    async with client.stream("GET", "/v1/events", headers=auth["see"]) as told:
                        assert told.headers["content-type"].startswith("text/event-stream")
                        await wish("/v1/devices/orchard/bank1/shadow", 0)
                        await wish(SHADOW, 0)
                        first = await _next_event(told.aiter_lines())
                    row = json.loads(first["data"])
                    assert (first["event"], row["device"]) == ("desired_set", "meadow/bin1")
                    assert row["by"] == "op"
                    await wish(SHADOW, 1)
                    again = {**auth["see"], "Last-Event-ID": first["id"]}
                    async with client.stream("GET", "/v1/events", headers=again) as told:
                        second = await _next_event(told.aiter_lines())
                    assert json.loads(second["data"])["version"] == 2

    asyncio.run(run())


def test_a_webhook_is_signed_tried_again_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    """A receiver that failed hears it after all; what happened while nobody ran comes, too."""

    async def wish(version: int) -> None:
        async with api_of(tmp_path) as api, api.as_(f"op{version}", "operator") as operator:
            hook = Hook(**_hook(tmp_path, url, events=["desired_set"]))  # type: ignore[arg-type]
            settings = ApiSettings("127.0.0.1", free_port(), hooks=(hook,) if version else ())
            if version == 2:
                await operator.put(SHADOW, json={"version": 1, "values": {"n": 2}})
            async with served(api.desk.driver, api.desk.journal, settings):
                if version == 1:
                    await operator.put(SHADOW, json={"version": 0, "values": {"n": 1}})
                heard.append(await asyncio.to_thread(platform.heard.get, timeout=WAIT_S))

    api_of = running_api
    heard: list[tuple[dict[str, str], bytes]] = []
    with running_platform() as platform:
        url = f"http://127.0.0.1:{platform.server_port}/events"
        asyncio.run(wish(1))
        asyncio.run(wish(2))
    assert [json.loads(body)["version"] for _, body in heard] == [1, 2]
    headers, body = heard[0]
    moment, _, given = headers["courtyard-signature"].partition(",v1=")
    stamped = moment.removeprefix("t=").encode() + b"." + body
    assert given == hmac.new(SECRET, stamped, hashlib.sha256).hexdigest()
    assert headers["courtyard-delivery"] != heard[1][0]["courtyard-delivery"]


def test_a_signature_is_what_the_page_says() -> None:
    """HMAC-SHA-256 over "t.body", checked against `openssl dgst -sha256 -hmac key`."""
    assert signature(b"key", b"{}", 1) == (
        "t=1,v1=" + hmac.new(b"key", b"1.{}", "sha256").hexdigest()
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"url": "http://platform.example/x"}, "https:// is needed"),
        ({"name": "../x"}, "letters, digits"),
        ({"scope": "everything"}, "scope 'everything'"),
        ({"extra": 1}, "extra"),
    ],
)
def test_receivers_are_checked_before_the_manager_starts(
    tmp_path: Path, words: dict[str, object], said: str
) -> None:
    """In the clear beyond the loopback, a name that is a path, no scope, a slip of the pen."""
    path = tmp_path / "hooks.json"
    path.write_text(json.dumps([_hook(tmp_path, "https://platform.example/x") | words]))
    with pytest.raises(ValueError, match=said):
        read_hooks(path)


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    """It could be guessed from one signature."""
    path = tmp_path / "hooks.json"
    path.write_text(json.dumps([_hook(tmp_path, "https://platform.example/x")]))
    assert read_hooks(path)[0].scope == "city"
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(HookError, match="at least 16"):
        read_hooks(path)


def test_a_taken_port_is_said() -> None:
    """As one clear line, not a traceback."""
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(ApiUnavailable, match="API at 127"):
            listen("127.0.0.1", taken.getsockname()[1])
