"""What holds for every test: how hypothesis searches.

No fixtures live here: a fixture stands beside the tests that use it, as a small named instance.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "local"))
