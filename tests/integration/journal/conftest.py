"""Without a broker or PostgreSQL the managers that share one are not there."""

from __future__ import annotations

from tests.integration import broker, postgres

_NEED_BOTH = ["test_managers.py", "test_rollout.py"]
collect_ignore = _NEED_BOTH if broker.IS_LEFT_OUT or postgres.IS_LEFT_OUT else []
