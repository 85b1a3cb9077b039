"""Brokers for the tests of this folder; without Mosquitto those that need none are left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration import postgres
from tests.integration.broker import IS_LEFT_OUT, Broker, running_broker

collect_ignore = (
    [
        *("test_api_schema.py", "test_accounts.py", "test_buses.py", "test_endurance.py"),
        "test_manager.py",
        "test_saving.py",
    ]
    if IS_LEFT_OUT
    else []
)
if IS_LEFT_OUT or postgres.IS_LEFT_OUT:
    collect_ignore.append("test_shared_api.py")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A fresh Mosquitto."""
    with running_broker(tmp_path) as broker:
        yield broker
