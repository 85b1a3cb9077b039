"""Where real data are looked for.

Lives here: paths. Not here: the data, which are no part of the project.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "COURTYARD_DATA"

DATA = Path(
    os.environ.get(VARIABLE) or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)

WYNDHAM = DATA / "wyndham" / "fill_levels.csv"
"""Daily fill levels of 31 street bins, City of Wyndham, CC BY."""

SETS = (WYNDHAM,)
