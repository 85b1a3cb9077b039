"""As much of Locust as the file of courier companies uses, over real HTTP sessions.

What lives here: `HttpUser`, `task` and `between`, as https://docs.locust.io describes them: a
client is a `requests.Session` below a host, each question counts under its `name`, and one asked
with `catch_response` is judged by whoever asked. Not here: when users are born, wait and die.
"""

from __future__ import annotations

import sys
import types
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

WEIGHT = "locust_task_weight"
WAIT_S = 30
UNTIL_IT_LISTENS = Retry(total=None, connect=200, read=0, backoff_factor=0.01, backoff_max=0.1)
"""A server that was just started listens a little later."""


@dataclass
class Table:
    """Questions and failures by method and name, as Locust's own table shows them."""

    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    failed: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    def note(self, response: requests.Response, method: str, name: str, *, good: bool) -> None:
        """One question, and whether its answer was as it should be."""
        self.asked[method, name] += 1
        if not good:
            self.failed[method, name, response.status_code] += 1


class Judged(requests.Response):
    """An answer that counts as good where `success` says so, or where its status is below 400."""

    def __init__(self, response: requests.Response, note: Callable[[bool], None]) -> None:
        super().__init__()
        self.__dict__.update(response.__dict__)
        self._note = note
        self._good: bool | None = None

    def success(self) -> None:
        """It is good, whatever its status."""
        self._good = True

    def __enter__(self) -> Judged:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        if kind is None:
            self._note(self.ok if self._good is None else self._good)
        self.close()


class HttpSession(requests.Session):
    """A session below a host; `name` and `catch_response` are Locust's own."""

    def __init__(self, host: str, table: Table) -> None:
        super().__init__()
        self.trust_env = False
        self.mount("http://", HTTPAdapter(max_retries=UNTIL_IT_LISTENS))
        self._host = host
        self._table = table

    def request(self, method: Any, url: Any, *arguments: Any, **words: Any) -> Any:
        """Ask; a `Judged` with `catch_response`."""
        name = words.pop("name", url)
        is_judged = words.pop("catch_response", False)
        words.setdefault("timeout", WAIT_S)
        response = super().request(method, f"{self._host}{url}", *arguments, **words)
        if is_judged:
            return Judged(
                response, lambda good: self._table.note(response, method, name, good=good)
            )
        self._table.note(response, method, name, good=response.ok)
        return response


class HttpUser:
    """Somebody with a session."""

    wait_time: Callable[[HttpUser], float]

    def __init__(self, host: str, table: Table) -> None:
        self.client = HttpSession(host, table)

    def on_start(self) -> None:
        """Nothing, unless a user has something to do first."""

    def do_all(self) -> None:
        """Every task, as often as its weight says."""
        for each in vars(type(self)).values():
            for _ in range(getattr(each, WEIGHT, 0)):
                each(self)


def task(weight: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A user does this, so often beside the others."""

    def mark(function: Callable[..., None]) -> Callable[..., None]:
        setattr(function, WEIGHT, weight)
        return function

    return mark


def between(low_s: float, high_s: float) -> Callable[[HttpUser], float]:
    """How long a user waits after a task, on average."""
    return lambda _: (low_s + high_s) / 2


def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """`import locust` gives what stands here."""
    module = types.ModuleType("locust")
    vars(module).update(HttpUser=HttpUser, task=task, between=between)
    monkeypatch.setitem(sys.modules, "locust", module)
