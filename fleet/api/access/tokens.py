"""Tokens, as a file of hashes beside the journal.

Lives here: making, finding, revoking; links that give a token once. Not here: what a role may do
(`fleet.api.access.rights`). A token is 192 random bits, so one round of SHA-256 keeps it: there are
no words to guess.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from fleet.broker.accounts import write_private

TOKEN_BYTES = 24
PREFIX = "courtyard_"
"""What a token begins with, so that a search for forgotten ones finds it."""

NAME_PATTERN = r"[A-Za-z0-9_.@-]{1,64}"
ENTERED_MS = 12 * 3_600_000
"""How long a token lives that a link gave: a shift; assumed."""


class Grant(msgspec.Struct, frozen=True):
    """Who holds a token: `name` stands in the journal beside what they ask for.

    `digest`: SHA-256 of the token, hexadecimal. `expires_ms`: Unix ms, −1 for never. `is_link`: a
    code that `enter` turns into a token, once.
    """

    name: str
    role: str
    scope: str
    digest: str
    created_ms: int
    expires_ms: int = -1
    is_link: bool = False


class TokenError(ValueError):
    """No such token, or one of that name is there already, or the file is none of ours."""

    clear = True


_FILE: msgspec.json.Decoder[list[Grant]] = msgspec.json.Decoder(list[Grant])


def tokens_path(journal: Path) -> Path:
    """Where the tokens of a journal's manager are."""
    return journal.with_name(journal.name + ".tokens")


def digest_of(token: str) -> str:
    """What the file has of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class Tokens:
    """The file, read again whenever it was written by whomever."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._grants: dict[str, Grant] = {}

    def grants(self) -> list[Grant]:
        """All of them, by name; raises TokenError for a file that is not whole."""
        self._refresh()
        return sorted(self._grants.values(), key=lambda grant: grant.name)

    def find(self, token: str, now_ms: int) -> Grant | None:
        """Whose token it is; None for one that is unknown, over, or a link."""
        self._refresh()
        grant = self._grants.get(digest_of(token))
        if grant is None or grant.is_link or 0 <= grant.expires_ms <= now_ms:
            return None
        return grant

    def add(
        self, name: str, role: str, scope: str, now_ms: int, expires_ms: int = -1,
        *, is_link: bool = False,
    ) -> str:  # fmt: skip
        """A new token, which nobody can read again; raises TokenError where the name is taken."""
        token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        with self._writing(now_ms):
            if any(grant.name == name for grant in self._grants.values()):
                raise TokenError(f"{name}: has a token already; revoke it first")
            grant = Grant(name, role, scope, digest_of(token), now_ms, expires_ms, is_link)
            self._grants[grant.digest] = grant
        return token

    def revoke(self, name: str, now_ms: int) -> None:
        """Its holder is a stranger from now on; raises TokenError where there is none."""
        with self._writing(now_ms):
            found = [grant for grant in self._grants.values() if grant.name == name]
            if not found:
                raise TokenError(f"{name}: no token of that name")
            del self._grants[found[0].digest]

    def enter(self, code: str, now_ms: int) -> tuple[str, Grant] | None:
        """Turn a link into a token of the same name, role and scope; None for a used one."""
        token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        with self._writing(now_ms):
            link = self._grants.get(digest_of(code))
            if link is None or not link.is_link:
                return None
            del self._grants[link.digest]
            over_ms = now_ms + ENTERED_MS
            grant = Grant(link.name, link.role, link.scope, digest_of(token), now_ms, over_ms)
            self._grants[grant.digest] = grant
        return token, grant

    def _refresh(self) -> None:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._seen, self._grants = None, {}
            return
        if self._seen == (stat.st_mtime_ns, stat.st_ino):
            return
        try:
            grants = _FILE.decode(self._path.read_bytes())
        except msgspec.DecodeError as error:
            raise TokenError(f"{self._path}: {error}") from None
        self._grants = {grant.digest: grant for grant in grants}
        self._seen = (stat.st_mtime_ns, stat.st_ino)

    @contextmanager
    def _writing(self, now_ms: int) -> Iterator[None]:
        """One writer at a time, of all processes; what is over goes."""
        beside = self._path.with_name(self._path.name + ".lock")
        handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self._refresh()
            self._grants = {
                digest: grant
                for digest, grant in self._grants.items()
                if not 0 <= grant.expires_ms <= now_ms
            }
            yield
            text = msgspec.json.format(msgspec.json.encode(self.grants_as_they_are()), indent=1)
            write_private(self._path, text.decode() + "\n")
            self._seen = None
        finally:
            os.close(handle)

    def grants_as_they_are(self) -> list[Grant]:
        """Those in memory, by name, without a look at the file."""
        return sorted(self._grants.values(), key=lambda grant: grant.name)
