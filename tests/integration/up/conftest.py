"""Some tests of `courtyard up` need Mosquitto and its clients; without it the others are left."""

from __future__ import annotations

from tests.integration.broker import IS_LEFT_OUT
from tests.integration.series.servers import IS_LEFT_OUT as HAS_NO_STORE

collect_ignore = ["test_by_hand.py", "test_up.py"] if IS_LEFT_OUT else []
if IS_LEFT_OUT or HAS_NO_STORE:
    collect_ignore.append("test_compose_by_hand.py")
