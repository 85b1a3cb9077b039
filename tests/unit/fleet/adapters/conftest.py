"""Journals for the tests of this folder; without PostgreSQL those of SQLite are left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.postgres import IS_LEFT_OUT, Cluster, running_cluster
from tests.unit.fleet.adapters.shelves import Shelf

KINDS = ("sqlite",) if IS_LEFT_OUT else ("sqlite", "postgresql")

collect_ignore = ["postgres/test_claims.py"] if IS_LEFT_OUT else []


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL for all tests of this process."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(params=KINDS)
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    """An empty place for a journal, of either kind."""
    if request.param == "sqlite":
        shelf = Shelf(tmp_path / "journal")
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        shelf = Shelf(cluster.database())
    yield shelf
    shelf.close()
