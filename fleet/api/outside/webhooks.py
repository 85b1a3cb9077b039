"""Outbound webhooks: events of the journal, signed, to the property's own platform.

Lives here: a thread for each receiver, which reads along, posts, and notes how far it came. Not
here: what an event is. A delivery that was not answered with 2xx is tried again until it is, in
order, so that a receiver hears each event at least once; its id tells it which it has had.

    Courtyard-Delivery: POSITION-NUMBER
    Courtyard-Signature: t=UNIX_SECONDS,v1=HEX     HMAC-SHA-256 over "t.body" with the secret
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import threading
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec

from fleet.api.access.gate import Desk
from fleet.api.access.rights import check_scope, covers_key
from fleet.api.access.tokens import Grant
from fleet.api.outside.following import read_events
from fleet.broker.accounts import write_private
from fleet.ports.journal import JournalError

LOOK_S = 0.5
ANSWER_S = 10.0
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 300.0
SECRET_BYTES = 16
"""The shortest secret: 128 bits."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")

_log = logging.getLogger("courtyard.fleet")


class HookError(ValueError):
    """A receiver that cannot be told anything; names it and says why."""

    clear = True


class Hook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receiver. `secret_file`: what signatures are made with, of at least 16 bytes.

    `events`: names of events, none for all; `scope` as of a token.
    """

    name: str
    url: str
    secret_file: str
    events: list[str] = []
    scope: str = "city"


def read_hooks(path: Path) -> tuple[Hook, ...]:
    """Receivers of a JSON file, checked; raises HookError."""
    try:
        hooks = msgspec.json.decode(path.read_bytes(), type=list[Hook])
    except msgspec.DecodeError as error:
        raise HookError(f"{path}: {error}") from None
    if len({hook.name for hook in hooks}) < len(hooks):
        raise HookError(f"{path}: a name stands there twice")
    for hook in hooks:
        parts = urlsplit(hook.url)
        if not hook.name.replace("-", "").isalnum():
            raise HookError(f"{path}: name {hook.name!r}: letters, digits and - are expected")
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise HookError(f"{path}: {hook.name}: https:// is needed beyond the loopback")
        check_scope(hook.scope)
        secret_of(hook)
    return tuple(hooks)


def secret_of(hook: Hook) -> bytes:
    """The secret of a receiver; raises HookError for one that is too short."""
    secret = Path(hook.secret_file).read_bytes().strip()
    if len(secret) < SECRET_BYTES:
        raise HookError(f"{hook.secret_file}: a secret has at least {SECRET_BYTES} bytes")
    return secret


def signature(secret: bytes, body: bytes, now_s: int) -> str:
    """The header Courtyard-Signature."""
    digest = hmac.new(secret, b"%d." % now_s + body, hashlib.sha256).hexdigest()
    return f"t={now_s},v1={digest}"


class _NoRedirect(HTTPRedirectHandler):
    """A signed event goes where it was sent, or nowhere."""

    def redirect_request(self, *_: Any) -> None:
        """None: a redirect is an error."""
        return


class Messenger:
    """Tells one receiver, from where it stopped the last time; a new one from now on."""

    def __init__(self, hook: Hook, desk: Desk) -> None:
        self._hook = hook
        self._desk = desk
        self._secret = secret_of(hook)
        self._as = Grant(f"hook {hook.name}", "viewer", hook.scope, "", 0)
        self._mark = desk.journal.with_name(f"{desk.journal.name}.hook-{hook.name}")
        self._opener = build_opener(_NoRedirect())
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self._as.name, daemon=True)
        self.complaint = ""

    def start(self) -> None:
        """Begin; what happens from now on is told, for there is a mark before this returns."""
        if not self._mark.exists():
            tail = self._desk.tail()
            self._note(tail.last())
            tail.close()
        self._thread.start()

    def stop(self) -> None:
        """End after the delivery under way."""
        self._stop.set()
        self._thread.join(ANSWER_S + 1)

    def _note(self, position: int) -> None:
        write_private(self._mark, f"{position}\n")

    def _run(self) -> None:
        tail = self._desk.tail()
        try:
            position = int(self._mark.read_text(encoding="ascii"))
            while not self._stop.is_set():
                try:
                    moved, events = read_events(tail, position)
                except JournalError as error:
                    self._complain(str(error))
                    self._stop.wait(LONGEST_WAIT_S)
                    continue
                if not self._tell(events):
                    return
                if moved == position:
                    self._stop.wait(LOOK_S)
                else:
                    position = moved
                    self._note(position)
        finally:
            tail.close()

    def _tell(self, events: list[tuple[int, dict[str, Any]]]) -> bool:
        """Post them in their order; False where it was told to stop before the last."""
        wanted = self._hook.events
        last = -1
        for number, (position, row) in enumerate(events):
            if wanted and row["event"] not in wanted:
                continue
            if not covers_key(self._as, row["device"], self._desk.device(row["device"])):
                continue
            if last not in {-1, position}:
                self._note(position - 1)
            last = position
            if not self._deliver(f"{position}-{_number(events, number)}", row):
                return False
        return True

    def _deliver(self, delivery: str, row: dict[str, Any]) -> bool:
        body = msgspec.json.encode(row)
        wait_s = FIRST_WAIT_S
        while not self._stop.is_set():
            self.complaint = self._post(delivery, body)
            if not self.complaint:
                return True
            self._complain(self.complaint)
            self._stop.wait(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
        return False

    def _post(self, delivery: str, body: bytes) -> str:
        """What went wrong, "" for nothing."""
        headers = {
            "Content-Type": "application/json",
            "Courtyard-Delivery": delivery,
            "Courtyard-Signature": signature(self._secret, body, int(time.time())),
        }
        request = Request(self._hook.url, body, headers, method="POST")
        try:
            with self._opener.open(request, timeout=ANSWER_S):
                return ""
        except HTTPError as error:
            return f"answered {error.code}"
        except OSError as error:
            return str(error)

    def _complain(self, what: str) -> None:
        self.complaint = what
        _log.warning("%s: %s", self._as.name, what)


def _number(events: list[tuple[int, dict[str, Any]]], at: int) -> int:
    """Which event of its record it is, from 0."""
    return sum(position == events[at][0] for position, _ in events[:at])
