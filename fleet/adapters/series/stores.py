"""What a store says to a batch: InfluxDB 2 and 3 through influxdb-client, 1.x over `/write`.

Lives here: addresses, one attempt to write, and how its answer is read. Not here: what follows
(`fleet.adapters.series.draining`), making buckets (`fleet.adapters.series.preparing`).

Three answers are told apart: stored; refused, where the points themselves are wrong (400, 413,
422), so that trying again is of no use; away, where anything else is, and the points wait.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from fleet.adapters.series.spool import SeriesError

ANSWER_S = 30.0
"""An answer that takes longer is none; the points are sent again, and are the same points."""

STORED_STATUS = 204
"""The one answer that means stored: a proxy's page of regrets may come with 200."""

REFUSED_STATUS = frozenset({400, 413, 422})
WAIT_MAX_S = 300.0
_DROPPED = re.compile(r"dropped=(\d+)")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: neither reason means stored. `dropped`: how many of a refused batch are wrong,
    where the store says so (then it has the others); `wait_s`: when it asks to come again.
    """

    refused: str = ""
    away: str = ""
    dropped: int | None = None
    wait_s: float = 0.0


class Store(Protocol):
    """Where points go."""

    def write(self, lines: Sequence[str]) -> Said:
        """One attempt; raises nothing that the network does."""

    def close(self) -> None:
        """Let go of connections."""


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A store, as an address names it; `token` as for the header, or USER:PASSWORD for 1.x."""

    url: str
    organisation: str = ""
    bucket: str = ""
    database: str = ""
    token: str = ""

    def __str__(self) -> str:
        what = f"bucket {self.bucket}" if self.bucket else f"database {self.database}"
        return f"{self.url} ({what})"


def read_store_address(text: str, token_file: Path | None = None) -> StoreAddress:
    """`http://HOST:PORT?org=ORG&bucket=BUCKET`, or for 1.x `http://HOST:PORT?db=DATABASE`.

    Raises SeriesError; beyond this machine a token goes over https alone (`is_near`).
    """
    parts = urlsplit(text)
    words = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    is_known = set(words) in ({"org", "bucket"}, {"db"})
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_known:
        raise SeriesError(
            f"{text!r}: http://HOST:PORT?org=ORG&bucket=BUCKET is expected, "
            "or http://HOST:PORT?db=DATABASE for InfluxDB 1.x"
        )
    if parts.username is not None:
        raise SeriesError("a password in the address is seen by everybody: put it into a file")
    token = "" if token_file is None else token_file.read_text(encoding="utf-8").strip()
    if token and parts.scheme != "https" and not is_near(parts.hostname):
        raise SeriesError(f"{text!r}: a token goes over https beyond this machine")
    url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    return StoreAddress(
        url, words.get("org", ""), words.get("bucket", ""), words.get("db", ""), token
    )


def is_near(host: str) -> bool:
    """The loopback, or a name without a dot: a neighbour on an internal network of containers."""
    return host in LOOPBACK or ("." not in host and ":" not in host)


def store_at(address: StoreAddress, timeout_s: float = ANSWER_S) -> Store:
    """The store of an address; nothing is asked yet."""
    if address.database:
        return OneStore(address, timeout_s)
    return TwoStore(address, timeout_s)


def said_of(status: int, body: str, retry_after: str | None) -> Said:
    """How an answer other than a network's silence is meant."""
    if status == STORED_STATUS:
        return Said()
    words = f"answered {status}: {' '.join(body.split())[:300]}"
    if status in REFUSED_STATUS:
        dropped = _DROPPED.search(body)
        return Said(refused=words, dropped=int(dropped[1]) if dropped else None)
    wait_s = float(retry_after) if retry_after and retry_after.isdecimal() else 0.0
    return Said(away=words, wait_s=min(wait_s, WAIT_MAX_S))


class TwoStore:
    """InfluxDB 2 or 3: `/api/v2/write` through influxdb-client, without its batching and retries,
    which keep points in memory and give them up.
    """

    def __init__(self, address: StoreAddress, timeout_s: float) -> None:
        from influxdb_client.client.influxdb_client import InfluxDBClient
        from influxdb_client.service.write_service import WriteService

        make: Any = WriteService
        self._address = address
        self._client: Any = InfluxDBClient(
            address.url, token=address.token or "none", org=address.organisation,
            timeout=int(timeout_s * 1_000), retries=False,
        )  # fmt: skip
        self._service: Any = make(self._client.api_client)

    def write(self, lines: Sequence[str]) -> Said:
        """See the protocol."""
        from influxdb_client.rest import ApiException
        from urllib3.exceptions import HTTPError as NetworkError

        try:
            _, status, _ = self._service.post_write_with_http_info(
                org=self._address.organisation, bucket=self._address.bucket,
                body="\n".join(lines), precision="ns",
            )  # fmt: skip
        except ApiException as error:
            headers: Any = error.headers or {}
            return said_of(error.status, str(error.body or ""), headers.get("Retry-After"))
        except (NetworkError, OSError) as error:
            return Said(away=str(error)[:300] or type(error).__name__)
        return said_of(status, "", None)

    def close(self) -> None:
        """See the protocol; the library's own end comes now, not when Python ends."""
        self._client.close()
        self._service = self._client = None


class _NoRedirect(HTTPRedirectHandler):
    """A redirected POST becomes a GET, whose 200 stores nothing."""

    def redirect_request(self, *_: Any) -> None:
        """None: a redirect is an error."""
        return


class OneStore:
    """InfluxDB 1.x: `/write`."""

    def __init__(self, address: StoreAddress, timeout_s: float) -> None:
        self._url = f"{address.url}/write?precision=ns&db={quote(address.database, safe='')}"
        self._headers = basic_header(address.token)
        self._timeout_s = timeout_s
        self._opener = build_opener(_NoRedirect())

    def write(self, lines: Sequence[str]) -> Said:
        """See the protocol."""
        from http.client import HTTPException

        body = "\n".join(lines).encode()
        request = Request(self._url, body, self._headers, method="POST")
        try:
            with self._opener.open(request, timeout=self._timeout_s) as answer:
                return said_of(answer.status, "", None)
        except HTTPError as error:
            with error:
                text = error.read(4_096).decode("utf-8", "replace")
            return said_of(error.code, text, error.headers.get("Retry-After"))
        except (OSError, HTTPException) as error:
            return Said(away=str(error)[:300] or type(error).__name__)

    def close(self) -> None:
        """See the protocol; a connection lasts for one batch."""


def basic_header(token: str) -> dict[str, str]:
    """The header for USER:PASSWORD; none where there is none."""
    from base64 import b64encode

    if not token:
        return {}
    return {"Authorization": f"Basic {b64encode(token.encode()).decode()}"}
