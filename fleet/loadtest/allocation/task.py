"""What the process of terminals, or of companies, is given, and what it gives back.

Lives here: the structs. Not here: how it is played (`fleet.loadtest.allocation.banks`,
`fleet.loadtest.allocation.companies`).
"""

from __future__ import annotations

import msgspec
import numpy as np

from fleet.loadtest.allocation.history import Held, Opening


class Task(msgspec.Struct):
    """How many cycles at which banks; `rate_per_s` 0: `window` cycles under way all the time.

    `lost_permille` of orders to doors are lost on their way, `doubled_permille` of messages are
    sent twice, and `cuts` times a connection is cut for some seconds, drawn from `seed`.
    """

    broker: str
    banks: int
    cycles: int
    rate_per_s: float
    window: int
    fleet_key: str
    boot: str
    lost_permille: int = 0
    doubled_permille: int = 0
    seed: int = 1
    cuts: int = 0


class Visit(msgspec.Struct):
    """How many cycles over HTTP at which banks, by a company for each token.

    `rate_per_s` 0: every company all the time. Of `lost_permille` of its questions a company does
    not hear the answer, `doubled_permille` are asked twice, drawn from `seed`.
    """

    host: str
    port: int
    tokens: list[str]
    banks: int
    cycles: int
    rate_per_s: float
    boot: str
    lost_permille: int = 0
    doubled_permille: int = 0
    seed: int = 1


class Played(msgspec.Struct):
    """What was seen. `waits_s`: from a wish to the order to a door, or to the answer, one for each
    cycle.

    `declined`: wishes by reason; a declined wish is no cycle. `refused`: orders that a bank did not
    obey, their fence was too low.
    """

    cycles: int
    declined: dict[str, int]
    refused: int
    unfinished: int
    seconds: float
    cpu_s: float
    waits_s: list[float]
    held: list[Held]
    openings: list[Opening]
    cuts: int = 0

    def wait_ms(self, percent: float) -> float:
        """How long a wish waited for its door."""
        return float(np.percentile(self.waits_s, percent)) * 1_000 if self.waits_s else 0.0
