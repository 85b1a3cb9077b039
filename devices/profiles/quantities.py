"""What a profile may measure: quantities, their units, and what no sensor can mean.

Lives here: the table of quantities and exact conversion to whole base units. Not here: where in a
payload they stand (`devices.profiles.form`).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Literal, NamedTuple

Quantity = Literal[
    "distance_mm",
    "fill_permille",
    "temperature_mc",
    "probe_mc",
    "humidity_permille",
    "battery_permille",
    "battery_mv",
    "tilted",
    "open",
    "openings",
    "open_s",
]


class Measure(NamedTuple):
    """A quantity: the factor of each of its units to the base unit, and the bounds in base units.

    A flag has no unit and is 0 or 1.
    """

    units: dict[str, Decimal]
    low: int
    high: int
    says: str


_MM = {"millimetre": Decimal(1), "centimetre": Decimal(10), "metre": Decimal(1_000)}
_MC = {"celsius": Decimal(1_000)}
_PERMILLE = {"permille": Decimal(1), "percent": Decimal(10)}
_MV = {"millivolt": Decimal(1), "volt": Decimal(1_000)}
_S = {"second": Decimal(1), "minute": Decimal(60), "hour": Decimal(3_600)}
_NONE = {"": Decimal(1)}

MEASURES: dict[str, Measure] = {
    "distance_mm": Measure(_MM, 0, 10_000, "from the sensor to what it sees"),
    "fill_permille": Measure(_PERMILLE, 0, 2_000, "fill level as the sensor computes it"),
    "temperature_mc": Measure(_MC, -60_000, 125_000, "temperature of the air around it"),
    "probe_mc": Measure(_MC, -60_000, 150_000, "temperature of its external probe"),
    "humidity_permille": Measure(_PERMILLE, 0, 1_000, "relative humidity"),
    "battery_permille": Measure(_PERMILLE, 0, 1_000, "charge of its battery"),
    "battery_mv": Measure(_MV, 500, 30_000, "voltage of its battery"),
    "tilted": Measure(_NONE, 0, 1, "1: it hangs askew"),
    "open": Measure(_NONE, 0, 1, "1: the door stands open"),
    "openings": Measure(_NONE, 0, 2**32, "how often the door was opened"),
    "open_s": Measure(_S, 0, 2**32, "how long the door was open last"),
}
"""Bounds are those of any such sensor; a profile narrows them."""

FLAGS = frozenset({"tilted", "open"})

SUFFIXES = {
    "mm": "millimetre", "cm": "centimetre", "m": "metre", "%": "percent", "‰": "permille",
    "mV": "millivolt", "V": "volt", "°C": "celsius", "℃": "celsius", "C": "celsius",
    "s": "second", "min": "minute", "h": "hour",
}  # fmt: skip
"""Units that decoders of makers write behind a number: "2000 mm", "3.384 V"."""

_TEXT = re.compile(r"\s*([-+]?\d{1,18}(?:\.\d{1,18})?)\s*(\D{0,8}?)\s*")


class ReadingRefused(ValueError):
    """What a sensor sent says nothing that can be believed; `field` says which, `reason` why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def whole(quantity: str, value: Decimal, unit: str) -> int:
    """A value in base units, to the nearest; halves away from zero."""
    return int((value * MEASURES[quantity].units[unit]).to_integral_value(ROUND_HALF_UP))


def number_of(quantity: str, value: Any, unit: str) -> tuple[Decimal, str]:
    """A number and its unit out of JSON: a number, a text of one, or one with a unit behind it.

    The unit in the text counts more than `unit`. Raises ReadingRefused for anything else.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ReadingRefused(quantity, f"{str(value)[:40]!r} is no number")
    if not isinstance(value, str):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise ReadingRefused(quantity, f"{value!r} is no number") from None
        if not number.is_finite() or abs(number) > 10**15:
            raise ReadingRefused(quantity, f"{value!r} is no number of a sensor")
        return number, unit
    found = _TEXT.fullmatch(value[:80])
    if found is None:
        raise ReadingRefused(quantity, f"{value[:40]!r} is no number")
    suffix = found[2]
    named = SUFFIXES.get(suffix, "") if suffix else unit
    if named not in MEASURES[quantity].units:
        raise ReadingRefused(quantity, f"{value[:40]!r}: {suffix!r} is no unit of it")
    return Decimal(found[1]), named
