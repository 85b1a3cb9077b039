"""A file that says how rounds are driven: depot, tip, trucks, places of sites, prices.

Lives here: the format as people write it (litres, hours, kilometres). Not here: reading files
(`courtyard.site_files`), the planner (`fleet.rounds`).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from fleet.rounds.live import HOUR_MS, MINUTE_MS, BinPlan, RoundBook
from fleet.rounds.problem import Spot, Trucks

LITRE_ML = 1_000
WEIGHT_STEPS = 1_000


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Place(_Part):
    """Where something stands, in degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class TipPart(Place):
    """Where trucks unload."""

    stay_min: float = Field(default=0, ge=0, le=600)


class TruckPart(_Part):
    """Like trucks; what is left out is as in a scenario's `dynamic` collection."""

    count: int = Field(default=1, ge=1, le=1_000)
    volume_l: float = Field(default=8_000, ge=100, le=1e6)
    compaction: float = Field(default=2.5, ge=1, le=20)
    speed_kmh: float = Field(default=20, gt=0, le=120)
    detour_factor: float = Field(default=1.3, ge=1, le=5)
    stop_min: float = Field(default=8, ge=0, le=600)
    shift_h: float = Field(default=8, gt=0, le=24)


class BinPart(_Part):
    """A bin that is not like the others."""

    volume_l: float | None = Field(default=None, gt=0, le=50_000)
    pool: str = Field(default="", max_length=64)


def _weights(given: list[float]) -> list[float]:
    if min(given) < 0 or max(given) == 0:
        raise ValueError("none below 0 and one above it is expected")
    return given


Weights = Annotated[list[float], Field(min_length=24, max_length=24), AfterValidator(_weights)]


class RoundsFile(_Part):
    """A whole file."""

    utc_offset_min: int = Field(default=480, ge=-720, le=840)
    depot: Place
    tip: TipPart | None = None
    trucks: TruckPart = TruckPart()
    next_h: float = Field(default=24, gt=0, le=2_400)
    volume_l: float = Field(default=240, gt=0, le=50_000)
    hour_weights: Weights = [1.0] * 24
    spread: float = Field(default=0.5, ge=0, le=10)
    holds: float = Field(default=1, ge=1, le=10)
    overflow_km: float = Field(default=20, ge=0, le=1_000)
    least_risk: float = Field(default=0.01, ge=0, le=1)
    age_limit_h: float | None = Field(default=None, gt=0, le=2_400)
    iterations: int = Field(default=1_000, ge=1, le=100_000)
    sites: dict[str, Place] = Field(min_length=1)
    bins: dict[str, BinPart] = {}


def round_book(given: RoundsFile) -> RoundBook:
    """What the planner is told."""
    truck, tip, depot = given.trucks, given.tip, _spot(given.depot)
    volume_ml, most = round(given.volume_l * LITRE_ML), max(given.hour_weights)
    return RoundBook(
        depot=depot,
        tip=depot if tip is None else _spot(tip),
        trucks=Trucks(
            count=truck.count,
            volume_ml=round(truck.volume_l * LITRE_ML),
            compaction_permille=round(truck.compaction * 1_000),
            speed_kmh=truck.speed_kmh,
            detour_factor=truck.detour_factor,
            stop_ms=round(truck.stop_min * MINUTE_MS),
            tip_ms=0 if tip is None else round(tip.stay_min * MINUTE_MS),
            shift_ms=round(truck.shift_h * HOUR_MS),
        ),
        sites={site: _spot(place) for site, place in given.sites.items()},
        volume_ml=volume_ml,
        next_h=given.next_h,
        utc_offset_min=given.utc_offset_min,
        hour_weights=tuple(round(weight / most * WEIGHT_STEPS) for weight in given.hour_weights),
        spread_permille=round(given.spread * 1_000),
        holds_permille=round(given.holds * 1_000),
        overflow_m=round(given.overflow_km * 1_000),
        least_risk_permille=max(1, round(given.least_risk * 1_000)),
        age_limit_ms=-1 if given.age_limit_h is None else round(given.age_limit_h * HOUR_MS),
        iterations=given.iterations,
        bins={
            key: BinPlan(
                volume_ml if part.volume_l is None else round(part.volume_l * LITRE_ML), part.pool
            )
            for key, part in given.bins.items()
        },
    )


def _spot(place: Place) -> Spot:
    return Spot(place.latitude, place.longitude)
