"""Some tests of `courtyard up` need Mosquitto and its clients; without it the others are left."""

from __future__ import annotations

from tests.integration.broker import IS_LEFT_OUT

collect_ignore = ["test_by_hand.py", "test_up.py"] if IS_LEFT_OUT else []
