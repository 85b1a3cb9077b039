"""The one way an oracle refuses: a parameter outside the range in which its formula holds.

Lives here: the exception and the checks several oracles share. Not here: any formula.
"""

from __future__ import annotations

import math


class OracleOutOfRange(ValueError):
    """`parameter` has `value`, but the formula holds, or stays affordable, only for `bound`."""

    def __init__(self, parameter: str, value: object, bound: str) -> None:
        super().__init__(f"{parameter} = {value!r}: must be {bound}")
        self.parameter = parameter
        self.value = value
        self.bound = bound

    def __reduce__(self) -> tuple[type[OracleOutOfRange], tuple[str, object, str]]:
        return type(self), (self.parameter, self.value, self.bound)


def require(holds: bool, parameter: str, value: object, bound: str) -> None:
    """Raise OracleOutOfRange unless `holds`."""
    if not holds:
        raise OracleOutOfRange(parameter, value, bound)


def require_finite_at_least_zero(parameter: str, value: float) -> None:
    """Raise OracleOutOfRange unless 0 ≤ value < ∞."""
    require(math.isfinite(value) and value >= 0, parameter, value, "finite and at least 0")


def require_finite_above_zero(parameter: str, value: float) -> None:
    """Raise OracleOutOfRange unless 0 < value < ∞."""
    require(math.isfinite(value) and value > 0, parameter, value, "finite and above 0")


def require_whole(parameter: str, value: int, least: int, most: int) -> None:
    """Raise OracleOutOfRange unless least ≤ value ≤ most."""
    require(least <= value <= most, parameter, value, f"a whole number in {least}..{most}")
