"""Targets: a figure, a direction and a bound, such as `rejection_share<=0.01`.

Lives here: parsing and testing. Not here: the search for what meets a target.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scenarios.reading.did_you_mean import find_closest
from twin.figures.catalogue import FIGURES

_FORM = re.compile(r"\s*([a-z0-9_]+)\s*(<=|>=)\s*([-+0-9.eE]+)\s*")


class TargetError(ValueError):
    """A target that cannot be read; says the form and the known figures."""

    clear = True


@dataclass(frozen=True, slots=True)
class Target:
    """`figure` must not pass `bound`: at most where `at_most`, else at least."""

    figure: str
    at_most: bool
    bound: float

    def holds(self, value: float | None) -> bool:
        """Whether a value meets the target; an undefined value (0/0) does: nothing was rejected."""
        if value is None:
            return True
        return value <= self.bound if self.at_most else value >= self.bound

    def __str__(self) -> str:
        return f"{self.figure}{'<=' if self.at_most else '>='}{self.bound:g}"


def parse_target(text: str) -> Target:
    """Read `FIGURE<=BOUND` or `FIGURE>=BOUND`; raises TargetError."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise TargetError(f"target {text!r}: write FIGURE<=BOUND or FIGURE>=BOUND")
    name, sign, number = match.groups()
    known = list(FIGURES)
    if name not in known:
        near = find_closest(name, known)
        hint = f", did you mean {near!r}?" if near else f"; known: {', '.join(known)}"
        raise TargetError(f"target {text!r}: no figure {name!r}{hint}")
    try:
        bound = float(number)
    except ValueError as error:
        raise TargetError(f"target {text!r}: {number!r} is no number") from error
    return Target(name, sign == "<=", bound)
