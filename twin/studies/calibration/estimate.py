"""What a fit says: estimates with intervals, refusals with reasons, and the whole of a calibration.

Lives here: the values every kind of log ends in. Not here: any fit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.logs.cleaning.dropped import Dropped

LEVEL = 0.95
"""Confidence of every interval."""
Z = 1.959963984540054
"""Standard normal quantile of (1 + LEVEL) / 2."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval; `path` is the id path it has in the scenario, or a name."""

    path: str
    value: float
    low: float
    high: float
    unit: str
    says: str

    @property
    def text(self) -> str:
        """Value and interval in words."""
        return f"{short(self.value)} (95 %: {short(self.low)} to {short(self.high)})"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A fit that the log cannot carry: why, and what stands in the scenario instead."""

    what: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A law that was tried: its Akaike criterion, the largest distance between its distribution
    and the log's (Kaplan-Meier), and the share of samples of the law itself that lie further off
    (parametric bootstrap; None where that was not asked).
    """

    law: str
    aic: float
    distance: float
    p_value: float | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A figure of the log with its interval, and what the twin shows under the fitted scenario."""

    name: str
    log: float
    low: float
    high: float
    twin: float

    @property
    def within(self) -> bool:
        """Whether the twin lies in the log's interval."""
        return self.low <= self.twin <= self.high


@dataclass
class Calibration:
    """What a log says: estimates, refusals, notes, and the scenario that holds them."""

    kind: str
    files: tuple[str, ...]
    rows: int
    used: int
    dropped: Dropped
    estimates: list[Estimate] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    checks: list[Checked] = field(default_factory=list)
    text: str = ""

    def find(self, path: str) -> Estimate:
        """The estimate of a path. Raises KeyError."""
        for each in self.estimates:
            if each.path == path:
                return each
        raise KeyError(path)


def check_rows(found: Calibration) -> list[dict[str, Any]]:
    """The checks as JSON values."""
    return [
        {
            "figure": each.name, "log": each.log, "low": each.low, "high": each.high,
            "twin": each.twin, "within": each.within,
        }
        for each in found.checks
    ]  # fmt: skip


def short(value: float) -> str:
    """Four significant digits, without an exponent where people would write none."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    digits = max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{value:.{min(digits, 8)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def document(found: Calibration) -> Mapping[str, Any]:
    """The whole as JSON values."""
    return {
        "kind": found.kind,
        "files": list(found.files),
        "rows": found.rows,
        "used": found.used,
        "dropped": [
            {"reason": each.says, "rows": each.rows, "first": list(each.first)}
            for each in found.dropped.reasons()
        ],
        "estimates": [
            {
                "path": each.path, "value": each.value, "low": each.low, "high": each.high,
                "unit": each.unit, "says": each.says,
            }
            for each in found.estimates
        ],
        "refused": [
            {"what": each.what, "why": each.why, "instead": each.instead}
            for each in found.refusals
        ],
        "dwell_laws": [
            {
                "law": each.law, "aic": each.aic, "distance": each.distance,
                "p_value": each.p_value, "chosen": each.chosen,
            }
            for each in found.candidates
        ],
        "notes": list(found.notes),
        "figures": dict(found.figures),
        "checks": check_rows(found),
    }  # fmt: skip
