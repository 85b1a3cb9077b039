"""`courtyard up` needs Mosquitto; without it the compose file's tests are left."""

from __future__ import annotations

from tests.integration.broker import IS_LEFT_OUT

collect_ignore = ["test_up.py"] if IS_LEFT_OUT else []
