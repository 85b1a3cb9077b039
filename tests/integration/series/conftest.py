"""Stores for the tests of this folder; without their programs those tests are left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fleet.adapters.series.stores import StoreAddress
from tests.integration import broker, postgres
from tests.integration.series.produced import Compound
from tests.integration.series.servers import IS_LEFT_OUT, influx_one, victoria

collect_ignore = ["test_faults.py", "test_setup.py"] if IS_LEFT_OUT else []
if broker.IS_LEFT_OUT or IS_LEFT_OUT:
    collect_ignore += ["test_serve.py", "test_load.py"]
if postgres.IS_LEFT_OUT or IS_LEFT_OUT:
    collect_ignore.append("test_database.py")


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreAddress]:
    """InfluxDB 1.6."""
    with influx_one(tmp_path_factory.mktemp("influx")) as address:
        yield address


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreAddress]:
    """VictoriaMetrics, which takes what InfluxDB 2 takes."""
    with victoria(tmp_path_factory.mktemp("victoria")) as address:
        yield address


@pytest.fixture
def compound(tmp_path: Path) -> Iterator[Compound]:
    """Two sites with their journal at `tmp_path / "journal"`."""
    compound = Compound(tmp_path / "journal")
    yield compound
    compound.close()
