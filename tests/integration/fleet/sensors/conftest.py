"""Brokers for the tests of this folder, which is not collected where Mosquitto is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.broker import IS_LEFT_OUT, Broker, running_broker

collect_ignore_glob = ["test_*.py"] if IS_LEFT_OUT else []


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A fresh Mosquitto: the manager's own and, in these tests, the network server's."""
    with running_broker(tmp_path) as broker:
        yield broker
