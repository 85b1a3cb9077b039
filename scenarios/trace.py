"""The trace: what would happen, drawn before the run.

Lives here: the arrays of potential outcomes of one site and their digest.
Not here: drawing them (`scenarios.demand`), files (`scenarios.tracefile`, `scenarios.tracelog`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class SiteTrace:
    """Potential outcomes of one site as a struct of arrays.

    V visits in ascending order of `visit_arrival_ms` (the schedule; the queue shifts the actual
    times), P parcels in the order of their visits: visit v brings parcels
    `visit_first_parcel[v]` … `visit_first_parcel[v + 1] − 1`. With `attended` false every parcel
    is its own visit (V = P): no courier, no terminal.

    Per-parcel arrays have P rows, or one row where every parcel has the same value; a reader
    takes row `p if rows > 1 else 0`. −1 means none. Times and durations in milliseconds.

    - `visit_company` index of the courier company, −1 unknown; `visit_bank` first bank called at
    - `parcel_size` size class, −1 fits no compartment anywhere (oversize)
    - `parcel_temperature` temperature class, 0 ambient
    - `dwell_ms` latent dwell; `clock_ms` time of day at which this recipient comes, −1 any time
    - `handling_ms` [rows, attempts] time at the terminal per attempt (the last column repeats)
    - `answer_ms` [rows, reminders] delay of the answer to each reminder, −1 no answer
    - `fee_lead_ms` how long before the fee this recipient comes to avoid it, −1 indifferent
    - `at_home` [rows, attempts] 1 where somebody would open the door
    - `lobby_ms` how long the parcel would lie on the lobby floor
    """

    site: str
    attended: bool
    visit_arrival_ms: I64
    visit_company: I64
    visit_bank: I64
    visit_first_parcel: I64
    parcel_size: I8
    parcel_temperature: I8
    dwell_ms: I64
    clock_ms: I64
    handling_ms: I64
    answer_ms: I64
    fee_lead_ms: I64
    at_home: I8
    lobby_ms: I64

    @property
    def visits(self) -> int:
        """Number of visits."""
        return len(self.visit_arrival_ms)

    @property
    def parcels(self) -> int:
        """Number of parcels."""
        return len(self.parcel_size)

    def digest(self) -> str:
        """SHA-256 over names, shapes and little-endian bytes of all arrays."""
        sha = hashlib.sha256(f"{self.site}|{self.attended}".encode())
        for field in fields(self)[2:]:
            array: npt.NDArray[np.int64] = getattr(self, field.name)
            little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
            sha.update(f"|{field.name}{little.shape}{little.dtype.str}".encode())
            sha.update(little.tobytes())
        return sha.hexdigest()


def combine_digests(site_digests: Iterable[str]) -> str:
    """Digest of a run: SHA-256 over its site digests in site order."""
    sha = hashlib.sha256()
    for digest in site_digests:
        sha.update(bytes.fromhex(digest))
    return sha.hexdigest()
