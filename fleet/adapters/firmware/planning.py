"""A rollout as people write it: a YAML file, or the body of a request.

Lives here: the format (percent, hours, clocks), and the plan it means. Not here: reading files
(`courtyard.site_files`), bounds that the manager holds for everybody
(`fleet.core.rollouts.asking`).
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_core.core_schema import ValidationInfo

from fleet.core.facts import rollout_limits as limits
from fleet.core.facts.rollouts import Artifact, RolloutPlan

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
MINUTE_H = MINUTE_MS / HOUR_MS


def _window(text: str) -> str:
    clock = "([01][0-9]|2[0-3]):[0-5][0-9]"
    if text and not re.fullmatch(f"{clock}-{clock}", text):
        raise ValueError("two clocks such as 01:00-05:00 are expected")
    return text


def _rising(shares: list[float]) -> list[float]:
    permille = [_permille(share) for share in shares]
    if permille != sorted({*permille, 1000}):
        raise ValueError("shares rising to 100 are expected, at least 0.1 apart")
    return shares


Percent = Annotated[float, Field(ge=0.1, le=100)]
Share = Annotated[float, Field(ge=0.0001, le=50)]
Waves = Annotated[list[Percent], AfterValidator(_rising)]
Window = Annotated[str, AfterValidator(_window)]


class Planned(BaseModel):
    """What a rollout is to be like; what is left out is as in docs/firmware.md."""

    model_config = ConfigDict(extra="forbid", validate_default=True)

    sites: list[str] = Field(default=[], max_length=10_000)
    groups: list[str] = Field(default=[], max_length=100)
    canary: int = Field(default=0, ge=0, le=limits.CANARY_MOST)
    waves_percent: Waves = Field(default=[10, 50, 100], min_length=1, max_length=20)
    bad_percent: float = Field(default=limits.BAD_PPM / 10_000, ge=0.1, le=50)
    good_percent: Share = limits.GOOD_PPM / 10_000
    miss_percent: Share = limits.MISS_PPM / 10_000
    alarm_percent: Share = limits.ALARM_PPM / 10_000
    error_percent: Share = limits.ERROR_PPM / 10_000
    success_percent: Percent = limits.SUCCESS_PERMILLE / 10
    soak_h: float = Field(default=limits.SOAK_MS / HOUR_MS, ge=0, le=744)
    per_site: int = Field(default=limits.PER_SITE, ge=1, le=10_000)
    window: Window = ""
    battery_percent: float = Field(default=limits.BATTERY_PERMILLE / 10, ge=0, le=100)
    deadline_h: float = Field(default=limits.DEADLINE_MS / HOUR_MS, ge=MINUTE_H, le=744)
    patience_h: float = Field(default=limits.PATIENCE_MS / HOUR_MS, ge=MINUTE_H, le=744)
    tries: int = Field(default=limits.TRIES, ge=1, le=20)

    @field_validator("good_percent")
    @classmethod
    def _less_than_bad(cls, good: float, info: ValidationInfo) -> float:
        bad = info.data.get("bad_percent", 100)
        if good >= bad:
            raise ValueError(f"less than bad_percent = {bad:g} is expected")
        return good

    def plan(self, artifact: Artifact) -> RolloutPlan:
        """The same in the manager's units."""
        begin, end = _clocks(self.window)
        return RolloutPlan(
            artifact=artifact,
            sites=self.sites,
            groups=self.groups,
            canary=self.canary,
            waves=tuple(_permille(share) for share in self.waves_percent),
            bad_ppm=_ppm(self.bad_percent),
            good_ppm=_ppm(self.good_percent),
            miss_ppm=_ppm(self.miss_percent),
            alarm_ppm=_ppm(self.alarm_percent),
            error_ppm=_ppm(self.error_percent),
            success_permille=_permille(self.success_percent),
            soak_ms=round(HOUR_MS * self.soak_h),
            per_site=self.per_site,
            from_clock_ms=begin,
            to_clock_ms=end,
            battery_permille=_permille(self.battery_percent),
            deadline_ms=round(HOUR_MS * self.deadline_h),
            patience_ms=round(HOUR_MS * self.patience_h),
            tries=self.tries,
        )


def _permille(percent: float) -> int:
    return round(10 * percent)


def _ppm(percent: float) -> int:
    return round(10_000 * percent)


def _clocks(window: str) -> tuple[int, int]:
    if not window:
        return 0, 0
    begin, end = ((int(clock[:2]) * 60 + int(clock[3:])) * MINUTE_MS for clock in window.split("-"))
    return begin, end


def artifact_at(version: str, models: list[str], size: int, sha256: str, signature: str,
                base: str) -> Artifact:  # fmt: skip
    """An artifact that is served below an address (docs/firmware.md)."""
    address = f"{base.rstrip('/')}/firmware/{sha256}"
    return Artifact(version, models, size, sha256, signature, address)
