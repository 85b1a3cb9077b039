"""Seeded runs of a busy bank whose manager stands behind a bad network: what was seen at doors.

Lives here: the sum over seeds, as one line of JSON. Not here: a run, its judge
(`tests.simulation.managed.seen`).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter

from tests.simulation.managed.seen import run

LEND = (6, 3, 2)
"""Compartments lent to the bank of every second seed."""


def main() -> None:
    """Run them and print what they came to."""
    parser = argparse.ArgumentParser(description="A manager behind a bad network, many times.")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--days", type=int, default=2)
    given = parser.parse_args()
    found: Counter[str] = Counter()
    for seed in range(given.seeds):
        seen = run(seed, given.days, lend=LEND if seed % 2 else ())
        found["double_leases"] += seen.verdict.double_leases
        found["doubled_openings"] += seen.verdict.doubled_openings
        found["fences_back"] += seen.verdict.fences_back
        found["differs"] += seen.differs
        found["leases"] += seen.leases
        found["openings"] += seen.openings
        found.update(seen.counts)
    print(json.dumps({"seeds": given.seeds, "days": given.days, **found}))


if __name__ == "__main__":
    main()
