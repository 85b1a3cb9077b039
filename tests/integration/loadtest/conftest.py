"""Load tests need Mosquitto; without it they are left out."""

from __future__ import annotations

from tests.integration.broker import IS_LEFT_OUT

collect_ignore = ["test_allocation.py", "test_ingest.py"] if IS_LEFT_OUT else []
