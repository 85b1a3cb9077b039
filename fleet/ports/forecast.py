"""The forecast port: what a manager knows goes out, what will be comes back.

Lives here: the snapshot, the forecast, and who makes one, as plain data. Not here: how a forecast
is made (`twin.studies.forecast`), how a snapshot is taken (`fleet.core.foresight.standing`).

Times are milliseconds since 1970 UTC on the manager's clock; classes count from 0, the smallest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct


class ParcelNow(Struct, frozen=True, array_like=True):
    """A parcel in a compartment of class `size_class` since `since_ms`; its own `size`."""

    size_class: int
    size: int
    since_ms: int


class JamNow(Struct, frozen=True, array_like=True):
    """A compartment of class `size_class`, empty and shut off by a door that is jammed since
    `since_ms`.
    """

    size_class: int
    since_ms: int


class BankNow(Struct, frozen=True):
    """A bank: its parcels, compartments by class that are neither free nor hold a parcel, and those
    that wait for a repair.
    """

    bank: str
    parcels: list[ParcelNow] = []
    blocked: list[int] = []
    jammed: list[JamNow] = []


class BinNow(Struct, frozen=True):
    """A bin by its newest report."""

    bin: str
    fill_permille: int


class CellNow(Struct, frozen=True):
    """A cold cell by its newest report, heard at `heard_ms`: m°C, −1 for a time that is not.

    `position` among the compartments of its bank, counted from 0 through all classes. `is_filled`:
    a parcel lies in it. `dark_ms`: since when its mains is lost, `broken_ms`: its cooling unit.
    """

    cell: str
    bank: str
    position: int
    heard_ms: int
    air_mc: int
    product_mc: int | None = None
    ambient_mc: int | None = None
    is_running: bool | None = None
    is_filled: bool = False
    dark_ms: int = -1
    broken_ms: int = -1


class SiteNow(Struct, frozen=True):
    """A site. `come_today`: parcels laid in since its midnight; None: not known."""

    site: str
    banks: list[BankNow] = []
    bins: list[BinNow] = []
    come_today: int | None = None
    cells: list[CellNow] = []


class Snapshot(Struct, frozen=True):
    """What a manager knows at `taken_ms` of what lies and stands there."""

    taken_ms: int
    sites: list[SiteNow] = []


class SizeAhead(Struct, frozen=True):
    """For parcels of one size: P(no compartment for one at some time until `by_ms`), and free
    compartments of that class, `free[hour][quantile]`, `expected[hour]` on average.
    """

    size: str
    full_by: float
    free: list[list[int]]
    expected: list[float]


class BankAhead(Struct, frozen=True):
    """`full_by`: P(no compartment free at some time from now until `by_ms`); `full[hour]` likewise
    until the end of each hour.
    """

    site: str
    bank: str
    full_by: float
    full: list[float]
    sizes: list[SizeAhead]


class BinAhead(Struct, frozen=True):
    """`overflow`: P(waste above the brim before the next truck), `over[hour]` likewise until the
    end of each hour; `fill_permille` by quantile and `truck_ms` (median) when it comes, at the end
    of the forecast where none does (−1).
    """

    site: str
    bin: str
    overflow: float
    truck_ms: int
    fill_permille: list[int]
    over: list[float]


class CellAhead(Struct, frozen=True):
    """`too_warm[hour]`: P(the product is above its limit at some time until the end of the hour);
    `holds_min`: for how many minutes it is not if nothing cools from now on, 1,440 at most.

    Of a parcel that lies in it until then (`is_filled`), else of one that was laid in now.
    """

    site: str
    cell: str
    is_filled: bool
    too_warm: list[float]
    holds_min: int


class Forecast(Struct, frozen=True):
    """What will be, from `taken_ms` until `until_ms`, by `futures` that were run from a snapshot.

    `hours_ms`: ends of the hours of `full` and `free`; `quantiles_permille`: of every list of
    quantiles. `digest`: SHA-256 over all futures; the same snapshot, scenario and seed give it
    again. `edits`: what was asked to be otherwise ("what if").
    """

    taken_ms: int
    by_ms: int
    until_ms: int
    scenario: str
    seed: int
    futures: int
    digest: str
    hours_ms: list[int]
    quantiles_permille: list[int]
    banks: list[BankAhead]
    bins: list[BinAhead]
    edits: list[str] = []
    cells: list[CellAhead] = []


class BankSpread(Struct, frozen=True, array_like=True):
    """The whole distribution of free compartments, `sizes[size][hour]`: the least of all futures,
    then how many futures have so many, one more, and so on.
    """

    site: str
    bank: str
    sizes: list[list[list[int]]]


class Foretold(Struct, frozen=True):
    """A forecast, and of its banks what only judging it needs."""

    forecast: Forecast
    spread: list[BankSpread]


class Scores(Struct, frozen=True):
    """Of `forecasts` of one bank each: Brier scores, the share of the event, and how often the 90
    % and 50 % bands of free compartments covered what came, over `bands` of them. None: no case.

    `pit`: in each tenth of the futures, how many of `pit_cases` counts of free compartments lay
    there, over what is expected (1).
    """

    forecasts: int
    brier: float | None
    climatology: float | None
    persistence: float | None
    base_rate: float | None
    bands: int
    covered_90: float | None
    covered_50: float | None
    pit_cases: int = 0
    pit: list[float] | None = None


class Foreseen(Protocol):
    """What a manager shows of its forecasts."""

    @property
    def latest(self) -> Forecast | None:
        """The newest without edits; None before the first."""

    def scores(self) -> Scores:
        """How good those whose time is over were."""

    async def foresee(self, edits: Sequence[str] = ()) -> Forecast:
        """Make one of now. Raises ValueError as `Forecaster` does."""


class Forecaster(Protocol):
    """Makes forecasts; injected into a manager, which does not know how."""

    def foretell(self, snapshot: Snapshot, edits: Sequence[str] = ()) -> Foretold:
        """What will be; `edits` as `twin.studies.forecast.edits` reads them.

        Takes seconds of computing: never called in the manager's own loop. Raises ValueError where
        the snapshot or an edit does not fit the scenario.
        """
