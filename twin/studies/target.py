"""Targets: a figure, a direction and a bound, such as `rejection_share@double11<=0.05`.

Lives here: parsing and testing. Not here: the search for what meets a target.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scenarios.reading.did_you_mean import find_closest
from twin.figures.catalogue import FIGURES

_ID = r"[A-Za-z][A-Za-z0-9_-]*"
_FORM = re.compile(
    r"\s*(?P<of_days>p95_day\(\s*)?(?P<name>[a-z0-9_]+)(?(of_days)\s*\))\s*"
    rf"(?:\[\s*(?P<key>[a-z]+)\s*=\s*(?P<member>\*|{_ID})\s*\])?\s*"
    rf"(?:@(?P<label>{_ID}))?\s*"
    r"(?P<sign><=|>=)\s*(?P<bound>[-+0-9.eE]+)\s*"
)

SCOPES = ("site", "size", "stream", "temperature")
"""What a target may speak of in brackets; `site=*` is every site."""

WHOLE_FORM = "FIGURE<=BOUND or FIGURE>=BOUND"
FORM = f"{WHOLE_FORM}, where FIGURE may be p95_day(NAME), NAME[site=*] or NAME@label"


class TargetError(ValueError):
    """A target that cannot be read; says the form and the known figures."""

    clear = True


@dataclass(frozen=True, slots=True)
class Target:
    """`figure` must not pass `bound`: at most where `at_most`, else at least.

    `label` restricts it to the days so labelled; `of_days` asks it of 95 % of the days (pooled
    over replications) instead of the mean; `scope` is a key of SCOPES and one member of it, or `*`
    for every site.
    """

    figure: str
    at_most: bool
    bound: float
    label: str | None = None
    of_days: bool = False
    scope: tuple[str, str] | None = None

    def holds(self, value: float | None) -> bool:
        """Whether a value meets the target; an undefined value (0/0) does: nothing was rejected."""
        if value is None:
            return True
        return value <= self.bound if self.at_most else value >= self.bound

    @property
    def name(self) -> str:
        """The target without its bound."""
        name = f"p95_day({self.figure})" if self.of_days else self.figure
        scope = f"[{self.scope[0]}={self.scope[1]}]" if self.scope else ""
        return f"{name}{scope}{f'@{self.label}' if self.label else ''}"

    def __str__(self) -> str:
        return f"{self.name}{'<=' if self.at_most else '>='}{self.bound:g}"


def parse_target(text: str) -> Target:
    """Read `FIGURE<=BOUND` or `FIGURE>=BOUND` of the whole; raises TargetError."""
    target = parse_promise(text, form=WHOLE_FORM)
    if target != Target(target.figure, target.at_most, target.bound):
        raise TargetError(f"target {text!r}: write {WHOLE_FORM}, a figure of the whole")
    return target


def parse_promise(text: str, *, form: str = FORM) -> Target:
    """Read `FIGURE<=BOUND` with day quantile, scope and label (FORM); raises TargetError."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise TargetError(f"target {text!r}: write {form}")
    name, number = match["name"], match["bound"]
    known = list(FIGURES)
    if name not in known:
        near = find_closest(name, known)
        hint = f", did you mean {near!r}?" if near else f"; known: {', '.join(known)}"
        raise TargetError(f"target {text!r}: no figure {name!r}{hint}")
    try:
        bound = float(number)
    except ValueError as error:
        raise TargetError(f"target {text!r}: {number!r} is no number") from error
    scope = None if match["key"] is None else (match["key"], match["member"])
    if scope is not None and (scope[0] not in SCOPES or (scope[1] == "*" and scope[0] != "site")):
        raise TargetError(
            f"target {text!r}: [{scope[0]}={scope[1]}]: must be one of site=*, "
            f"{', '.join(f'{key}=ID' for key in SCOPES)}"
        )
    of_days = match["of_days"] is not None
    if of_days and FIGURES[name].kind != "share":
        raise TargetError(f"target {text!r}: p95_day speaks of shares, {name} is none")
    return Target(name, match["sign"] == "<=", bound, match["label"], of_days, scope)
