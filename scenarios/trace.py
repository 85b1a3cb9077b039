"""The trace: what would happen, drawn before the run.

Lives here: the arrays of potential outcomes of one site, the traces of a whole run, their digests.
Not here: drawing them (`scenarios.demand`), trace files (`scenarios.tracefile`), real logs
(`scenarios.logs`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS
from scenarios.parts.arrays import update_digest
from scenarios.parts.emptyings import EmptyingTrace
from scenarios.parts.faults import FaultTrace
from scenarios.parts.table import PART_NAMES
from scenarios.parts.waste import WasteTrace
from scenarios.parts.watch import WatchTrace

I64 = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]

MAX_LATENT_MS = 10**13
"""No latent duration is longer: 317 years, past every horizon; times 10,000 ‰ it fits 63 bits."""

MAX_HANDLING_MS = DAY_MS
"""No parcel takes longer at the terminal than a day."""

MAX_ATTEMPTS = 8
"""Columns of handling times at most; a later attempt at a parcel takes the last one."""

MAX_ENTITIES = 2**30 - 1
"""Parcels, and visits, of one site: what a log's order has room for."""


@dataclass(frozen=True, slots=True)
class SiteTrace:
    """Potential outcomes of one site as a struct of arrays.

    V visits in ascending order of `visit_arrival_ms` (the schedule; the queue shifts the actual
    times), P parcels in the order of their visits: visit v brings parcels
    `visit_first_parcel[v]` … `visit_first_parcel[v + 1] − 1`. With `attended` false every parcel
    is its own visit (V = P): no courier, no terminal.

    Per-parcel arrays have P rows, or one row where every parcel has the same value (but
    `parcel_size` always has P); a reader takes row `p if rows > 1 else 0`. −1 means none. Times
    and durations in milliseconds. Arrays are contiguous.

    - `visit_company` index of the courier company, −1 unknown; `visit_bank` first bank called at
    - `parcel_size` size class, −1 fits no compartment anywhere (oversize)
    - `parcel_temperature` temperature class, 0 ambient
    - `dwell_ms` latent dwell, at least 1
    - `clock_ms` time of day at which this recipient comes, −1 any time
    - `handling_ms` [rows, attempts] time at the terminal per attempt (the last column repeats)
    - `answer_ms` [rows, reminders] delay of the answer to each reminder, −1 no answer
    - `fee_lead_ms` how long before the fee this recipient comes to avoid it, −1 indifferent
    - `at_home` [rows, days presented] 1 where somebody would open the door (the last column
      repeats); a column of 0 where nobody rings
    - `lobby_ms` how long the parcel would lie on the lobby floor, −1 where no rule leaves it there

    Optional parts (`scenarios.parts`), None where there are none: `waste` what would happen at the
    waste points, `emptyings` when trucks came there as a real log shows it, `watch` what
    supervisors and cameras would meet there, `faults` what would happen to components.
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
    waste: WasteTrace | None = None
    emptyings: EmptyingTrace | None = None
    watch: WatchTrace | None = None
    faults: FaultTrace | None = None

    @property
    def visits(self) -> int:
        """Number of visits."""
        return len(self.visit_arrival_ms)

    @property
    def parcels(self) -> int:
        """Number of parcels."""
        return len(self.parcel_size)

    @property
    def drop_offs(self) -> int:
        """Number of drop-offs at waste points."""
        return 0 if self.waste is None else self.waste.drop_offs

    def digest(self) -> str:
        """SHA-256 over names, shapes and little-endian bytes of all arrays."""
        sha = hashlib.sha256(f"{self.site}|{self.attended}".encode())
        for name in PARCEL_ARRAYS:
            update_digest(sha, name, getattr(self, name))
        for name in PART_NAMES:
            if (part := getattr(self, name)) is not None:
                sha.update(f"|{name}{part.digest()}".encode())
        return sha.hexdigest()


PARCEL_ARRAYS = tuple(
    field.name for field in fields(SiteTrace) if field.name not in {"site", "attended", *PART_NAMES}
)
"""Names of the arrays of a site's trace that speak of visits and parcels."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The traces of all sites of a run, in site order, and the days they span.

    `scenario_digest` says what it was drawn from; time 0 is the local midnight of `first_day`; the
    first `warmup_days` are not counted, `measured_days` follow. A trace made from a log of real
    deposits has seed and replication 0 and no warm-up.
    """

    scenario_digest: str
    seed: int
    replication: int
    first_day: dt.date
    warmup_days: int
    measured_days: int
    sites: tuple[SiteTrace, ...]

    @property
    def horizon_ms(self) -> int:
        """End of the run."""
        return (self.warmup_days + self.measured_days) * DAY_MS

    def digest(self) -> str:
        """SHA-256 over the digests of the sites."""
        return combine_digests(site.digest() for site in self.sites)


_RANGES = {
    "parcel_temperature": (0, 0),
    "dwell_ms": (1, MAX_LATENT_MS),
    "clock_ms": (-1, DAY_MS - 1),
    "handling_ms": (0, MAX_HANDLING_MS),
    "answer_ms": (-1, MAX_LATENT_MS),
    "fee_lead_ms": (-1, MAX_LATENT_MS),
    "at_home": (0, 1),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a trace: the array, a value in it, and the bound that it breaks."""

    array: str
    value: int
    bound: str


def find_fault(
    trace: SiteTrace,
    *,
    banks: int,
    sizes: int,
    companies: int,
    reminders: int,
    lobby: bool,
    horizon_ms: int,
) -> Fault | None:
    """The first thing that keeps an engine from running `trace`, None where there is nothing.

    The site has so many banks, the scenario so many sizes, companies and reminders; `lobby`: its
    rules leave parcels in the lobby.
    """
    visits, parcels = len(trace.visit_arrival_ms), len(trace.parcel_size)
    ranges = {
        "visit_arrival_ms": (0, horizon_ms - 1),
        "visit_company": (-1, companies - 1),
        "visit_bank": (0, banks - 1),
        "visit_first_parcel": (0, parcels),
        "parcel_size": (-1, sizes - 1),
        **_RANGES,
        "lobby_ms": (0 if lobby else -1, MAX_LATENT_MS),
    }
    for name, (low, high) in ranges.items():
        array = getattr(trace, name)
        rows = len(array)
        if name.startswith("visit_"):
            wanted = visits + (name == "visit_first_parcel")
            if rows != wanted:
                return Fault(name, rows, f"{wanted} rows")
        elif rows != parcels and (rows != 1 or name == "parcel_size"):
            return Fault(name, rows, f"{parcels} rows or one")
        if array.size and (array.min() < low or array.max() > high):
            return Fault(name, int(array[(array < low) | (array > high)][0]), f"{low} to {high}")
    return _find_disorder(trace, reminders)


def _find_disorder(trace: SiteTrace, reminders: int) -> Fault | None:
    first = trace.visit_first_parcel
    if trace.watch is not None and len(trace.watch.drop_abnormal) != trace.drop_offs:
        rows = len(trace.watch.drop_abnormal)
        return Fault("watch.drop_abnormal", rows, f"{trace.drop_offs} rows")
    if max(trace.visits, trace.parcels) > MAX_ENTITIES:
        return Fault("parcel_size", max(trace.visits, trace.parcels), f"at most {MAX_ENTITIES}")
    if first[0] != 0 or first[-1] != trace.parcels:
        return Fault("visit_first_parcel", int(first[-1]), f"from 0 to {trace.parcels}")
    for name, ascending in (
        ("visit_first_parcel", first),
        ("visit_arrival_ms", trace.visit_arrival_ms),
    ):
        falls = np.flatnonzero(ascending[1:] < ascending[:-1])
        if len(falls):
            return Fault(name, int(ascending[falls[0] + 1]), "in ascending order")
    if not trace.attended and trace.visits != trace.parcels:
        return Fault("visit_first_parcel", trace.visits, "a visit for every parcel")
    if not trace.attended and trace.parcels and np.diff(first).max() > 1:
        return Fault("visit_first_parcel", int(np.diff(first).max()), "a visit for every parcel")
    for name, least in (("handling_ms", 1), ("at_home", 1), ("answer_ms", reminders)):
        array = getattr(trace, name)
        if array.ndim != 2 or array.shape[1] < least:
            return Fault(name, array.shape[-1], f"at least {least} columns")
    return None


def latent_dwell_ms(
    lying_ms: I64, deposited_ms: I64, first_weekday: int, weekend_permille: int
) -> I64:
    """The latent dwell that makes a parcel lie `lying_ms` (≥ 1).

    Inverse of the stretch in `scenarios.behaviour.collection.planned_collection_ms`: exact for
    factors up to 1000 ‰; above, where not every duration can be met, up to factor / 1000 ms less.
    """
    if weekend_permille == 1000:
        return lying_ms
    weekend = (deposited_ms // DAY_MS + first_weekday) % 7 >= 5
    latent = np.where(weekend, (1000 * lying_ms + 999) // weekend_permille, lying_ms)
    return np.maximum(latent, 1)


def combine_digests(site_digests: Iterable[str]) -> str:
    """Digest of a run: SHA-256 over its site digests in site order."""
    sha = hashlib.sha256()
    for digest in site_digests:
        sha.update(bytes.fromhex(digest))
    return sha.hexdigest()
