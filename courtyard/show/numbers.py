"""Numbers as people read them.

Lives here: rounding and intervals in text. Not here: tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def plain(value: float | None, unit: str) -> str:
    """A value with as many digits as it deserves; shares in percent, undefined as a dash."""
    if value is None:
        return "–"
    if unit == "1":
        return f"{100 * value:.2f} %"
    if value and abs(value) < 10:
        return f"{value:.2f}"
    return f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"


def with_interval(row: Mapping[str, Any]) -> str:
    """Mean and 95 % interval of a row."""
    mean = plain(row["mean"], row["unit"])
    if row["low"] is None or row["high"] is None:
        return mean
    low, high = (plain(row[side], row["unit"]).removesuffix(" %") for side in ("low", "high"))
    return f"{mean} [{low}, {high}]"


def with_half_width(row: Mapping[str, Any]) -> str:
    """Mean and half the width of its 95 % interval."""
    mean = plain(row["mean"], row["unit"])
    if row["low"] is None or row["high"] is None:
        return mean
    half = plain((row["high"] - row["low"]) / 2, row["unit"]).removesuffix(" %")
    return f"{mean.removesuffix(' %')} ± {half}" + (" %" if row["unit"] == "1" else "")


def label(name: str, unit: str) -> str:
    """A figure's name with its unit; shares say so by their percent sign."""
    return name if unit == "1" else f"{name} [{unit}]"
