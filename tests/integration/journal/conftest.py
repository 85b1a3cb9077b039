"""Without a broker or PostgreSQL the managers that share one are not there."""

from __future__ import annotations

from tests.integration import broker, postgres

collect_ignore = ["test_managers.py"] if broker.IS_LEFT_OUT or postgres.IS_LEFT_OUT else []
