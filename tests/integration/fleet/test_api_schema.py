"""The HTTP API against its own OpenAPI document: what is drawn from it finds no 500, no answer that
the document does not name, none that is not as it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    response_schema_conformance,
    status_code_conformance,
)

from devices.wire.topics import PARTITIONS, partition_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.api.access.tokens import Tokens, tokens_path
from fleet.core.inputs import Register
from fleet.service.committing import Fleet
from tests.integration.broker import Broker, free_port
from tests.integration.fleet.manager import Manager

EXAMPLES = 25
"""Drawn for each operation."""

TOKENS = 40
"""Each may ask 20 times a second; they take turns."""

ROUNDS = """
depot: {latitude: 30.3, longitude: 120.1}
sites: {s1: {latitude: 30.32, longitude: 120.12}}
iterations: 10
"""

STREAM = "/v1/events"
"""Has no end, so it is not drawn for."""

CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]


@contextmanager
def _serving(folder: Path, broker: str) -> Iterator[tuple[str, list[str]]]:
    """A manager with its API: its address, and tokens that may do all."""
    folder.mkdir()
    path, port = folder / "journal", free_port()
    journal = SqliteJournal(path)
    kinds = {"0": "bank", "b1": "bank", "bin1": "bin_sensor"}
    asked = [(partition_of("s1"), Register("", "t", f"s1/{d}", k)) for d, k in kinds.items()]
    rounds = folder / "rounds.yaml"
    rounds.write_text(ROUNDS, encoding="utf-8")
    Fleet(journal, range(PARTITIONS)).commit((), asked, 1)
    journal.close()
    tokens = Tokens(tokens_path(path))
    held = [tokens.add(f"t{n}", "admin", "city", 0, -1) for n in range(TOKENS)]
    options = ("--api", f"127.0.0.1:{port}", "--rounds", str(rounds))
    manager = Manager(path, broker, options)
    manager.start()
    yield f"http://127.0.0.1:{port}", held
    manager.stop()


def test_nothing_drawn_from_the_document_breaks_the_api(broker: Broker, tmp_path: Path) -> None:
    """Every operation, with an admin's tokens; then the manager is well, and ends in order."""
    with _serving(tmp_path / "fleet", broker.url) as (address, held):
        schema = schemathesis.openapi.from_url(f"{address}/openapi.json", wait_for_schema=20)
        turn, calls = cycle(held), count()
        operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
        for operation in operations:
            if operation.path == STREAM:
                continue

            @settings(
                max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy())
            def call(case: schemathesis.Case[Any]) -> None:
                head = {"Authorization": f"Bearer {next(turn)}"}
                next(calls)
                case.call_and_validate(headers=head, checks=CHECKS)

            call()
        assert next(calls) > 3 * EXAMPLES
        with urlopen(f"{address}/health", timeout=30) as answer:
            assert answer.status == 200
