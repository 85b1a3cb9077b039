"""A rulebook as people write it: a YAML file, or the body of a request.

Lives here: the format (minutes, clocks, names of days), and what it asks of a manager. Not here:
files (`courtyard.site_files`), bounds that the manager holds for everybody
(`fleet.core.orders.asking`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from fleet.core.alarms.rules import DEFAULTS
from fleet.core.facts.alarms import Rule
from fleet.core.facts.links import REST_MS, Link
from fleet.core.facts.orders import ALL_DAYS, Configure, Plan, Roster, Step

FOLDER = Path(__file__).parent
MINUTE_MS = 60_000

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = get_args(Day)


def _clock(text: str) -> str:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", text):
        raise ValueError("a clock such as 07:30 is expected")
    return text


def _alarm(text: str) -> str:
    if text not in DEFAULTS:
        raise ValueError(f"one of {', '.join(DEFAULTS)} is expected")
    return text


AlarmKind = Annotated[str, AfterValidator(_alarm)]
Clock = Annotated[str, AfterValidator(_clock)]
Minutes = Annotated[float, Field(gt=0, le=366 * 1_440)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RulePart(_Part):
    """A rule: what is left out is as in the default of its alarm (docs/alarms.md)."""

    alarm: AlarmKind
    model: str = ""
    raise_at: int | None = None
    clear_at: int | None = None
    step: int | None = None
    raise_after_min: float | None = Field(default=None, ge=0)
    clear_after_min: float | None = Field(default=None, ge=0)
    flaps_most: int | None = Field(default=None, ge=1)
    flap_window_min: Minutes | None = None
    quiet_min: Minutes | None = None
    severity: Literal["info", "warning", "critical"] | None = None
    order: str | None = None
    enabled: bool = True


class StepPart(_Part):
    """An owner: until somebody has it, and until it is done, in minutes of duty."""

    owner: str = Field(min_length=1, max_length=64)
    acknowledge_min: Minutes
    done_min: Minutes


class RosterPart(_Part):
    """When an owner's people are there; they take turns by the week."""

    weekdays: list[Day] = Field(default=list(DAYS), min_length=1)
    start: Clock = "00:00"
    end: Clock = "24:00"
    people: list[str] = []


class PlanPart(_Part):
    """Work by the calendar."""

    name: str = Field(min_length=1, max_length=64)
    kind: str
    weekdays: list[Day] = Field(default=list(DAYS), min_length=1)
    at: Clock
    text: str = Field(default="", max_length=200)
    device: str = ""


class LinkPart(_Part):
    """What an alarm brings about at its device; `does` empty: nothing."""

    alarm: AlarmKind
    does: list[Literal["lock_lid", "point_to", "take_no_more"]]
    rest_min: float = Field(default=REST_MS / MINUTE_MS, ge=0, le=1_440)


class Rulebook(_Part):
    """A whole file."""

    about: str = ""
    utc_offset_min: int = Field(default=480, ge=-720, le=840)
    rules: list[RulePart] = []
    chains: dict[str, list[StepPart]] = {}
    rosters: dict[str, RosterPart] = {}
    plans: list[PlanPart] = []
    links: list[LinkPart] = []


def known() -> list[str]:
    """Names of the rulebooks that come with the project."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def configure(book: Rulebook, site: str, by: str) -> Configure:
    """What a manager is asked for a site."""
    return Configure(
        "",
        by,
        site,
        [_rule(part) for part in book.rules],
        {
            "" if kind == "default" else kind: [
                Step(one.owner, _ms(one.acknowledge_min), _ms(one.done_min)) for one in steps
            ]
            for kind, steps in book.chains.items()
        },
        [
            Roster(owner, _bits(part.weekdays), _clock_ms(part.start), _clock_ms(part.end),
                   part.people)
            for owner, part in book.rosters.items()
        ],
        [
            Plan(part.name, part.kind, _bits(part.weekdays), _clock_ms(part.at), part.text,
                 part.device)
            for part in book.plans
        ],
        book.utc_offset_min,
        [
            Link(part.alarm, **dict.fromkeys(part.does, True), rest_ms=_ms(part.rest_min))
            for part in book.links
        ],
    )  # fmt: skip


def _rule(part: RulePart) -> Rule:
    default = DEFAULTS[part.alarm]
    times = {
        name: default_ms if given is None else _ms(given)
        for name, given, default_ms in (
            ("raise_after_ms", part.raise_after_min, default.raise_after_ms),
            ("clear_after_ms", part.clear_after_min, default.clear_after_ms),
            ("flap_window_ms", part.flap_window_min, default.flap_window_ms),
            ("quiet_ms", part.quiet_min, default.quiet_ms),
        )
    }
    return Rule(
        part.alarm, part.model,
        default.raise_at if part.raise_at is None else part.raise_at,
        default.clear_at if part.clear_at is None else part.clear_at,
        default.step if part.step is None else part.step,
        flaps_most=default.flaps_most if part.flaps_most is None else part.flaps_most,
        severity=part.severity or default.severity,
        order=default.order if part.order is None else part.order,
        is_on=part.enabled,
        **times,
    )  # fmt: skip


def _ms(minutes: float) -> int:
    return round(minutes * MINUTE_MS)


def _clock_ms(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    return (hours * 60 + minutes) % 1_440 * MINUTE_MS


def _bits(days: list[Day]) -> int:
    return sum(1 << DAYS.index(day) for day in set(days)) & ALL_DAYS
