"""Alarms: their rules, what is kept of them, what is decided and asked.

Lives here: structs. Not here: when an alarm goes up (`fleet.core.alarms`). Kept structs are stored
by field name, the others as arrays: fields are only ever added at the end, with a default.
"""

from __future__ import annotations

from msgspec import Struct

HOUR_MS = 3_600_000

SEVERITIES = ("info", "warning", "critical")
"""In ascending order: known at the desk; somebody goes today; somebody goes now."""


class Rule(Struct, frozen=True):
    """How an alarm behaves. Levels are in the unit of what is measured (docs/alarms.md).

    `model`: of the devices it is for, "" for all. Times are ms; `order`: the kind of work order
    that is made of it, "" for none.
    """

    alarm: str
    model: str = ""
    raise_at: int = 1
    clear_at: int = 1
    step: int = -1
    raise_after_ms: int = 0
    clear_after_ms: int = 0
    flaps_most: int = 5
    flap_window_ms: int = HOUR_MS
    quiet_ms: int = HOUR_MS
    severity: str = "warning"
    order: str = ""
    is_on: bool = True
    lasts_ms: int = 0


class Alarm(Struct):
    """An alarm that is up."""

    since_ms: int
    value: int
    severity: str = "warning"
    acknowledged_ms: int = -1
    acknowledged_by: str = ""
    is_flapping: bool = False


class Watch(Struct):
    """A condition that was seen: is it so, since when, how often it has come.

    `armed_ms`: when its timer is due, −1 for none; `incident`: the one that holds it, or "".
    `seen`: sightings that stand, and when each was seen last.
    """

    is_active: bool
    since_ms: int
    value: int
    flaps: int = 0
    flaps_from_ms: int = 0
    armed_ms: int = -1
    incident: str = ""
    seen: dict[str, int] = {}


class Trend(Struct):
    """How a bin fills: from where and when, and its rate in permille a day (−1: not known).

    `doubted`: the level before a reading that nobody believes yet, −1 for none.
    """

    from_ms: int
    from_permille: int
    rate_per_day: int = -1
    emptied_ms: int = -1
    doubted: int = -1


class Habit(Struct):
    """What a device usually does in a day, and how much speaks for its being broken.

    Of the day under way: `amount` of `exposure` in `time_ms`; `mark` is a counter's value at
    `mark_ms`. Of the days before: how many, mean and variance of the daily amount.
    """

    mark_ms: int = -1
    mark: int = 0
    time_ms: int = 0
    exposure: int = 0
    amount: int = 0
    days: int = 0
    mean: int = 0
    variance: int = 0
    evidence_mnat: int = 0


class Incident(Struct):
    """Devices of a site that are away for one cause. `held`: SITE/DEVICE, a space, the alarm."""

    name: str
    cause: str
    since_ms: int
    opened_ms: int
    held: dict[str, int] = {}
    devices: int = 0
    closed_ms: int = -1
    armed_ms: int = -1


class Watched(Struct, frozen=True, array_like=True, tag="wa"):
    """A condition came or went; `due_ms`: a timer is set for what follows, −1 for none.

    Of the input's device or of `device`. `seen`: its sightings now, None where they stay.
    """

    alarm: str
    is_active: bool
    since_ms: int
    value: int
    flaps: int
    flaps_from_ms: int
    due_ms: int = -1
    device: str = ""
    seen: dict[str, int] | None = None


class Raised(Struct, frozen=True, array_like=True, tag="a"):
    """An alarm of a kind is up, for the value seen; `due_ms`: when it is graded, or looked at
    whether it is over, −1: never.
    """

    alarm: str
    value: int
    severity: str = "warning"
    is_flapping: bool = False
    due_ms: int = -1


class Cleared(Struct, frozen=True, array_like=True, tag="k"):
    """It is down again."""

    alarm: str
    value: int


class Graded(Struct, frozen=True, array_like=True, tag="gr"):
    """An alarm that is up is more severe than it was."""

    alarm: str
    severity: str


class Acknowledged(Struct, frozen=True, array_like=True, tag="ak"):
    """Somebody has seen an alarm."""

    alarm: str
    by: str


class Shelved(Struct, frozen=True, array_like=True, tag="sh"):
    """An alarm makes no work until a moment; 0: it does again."""

    alarm: str
    until_ms: int


class Trended(Struct, frozen=True, array_like=True, tag="tr", gc=False):
    """A bin has a new trend."""

    from_ms: int
    from_permille: int
    rate_per_day: int
    emptied_ms: int
    doubted: int = -1


class Habituated(Struct, frozen=True, array_like=True, tag="hb"):
    """What is known of a device's habit that an alarm is about."""

    alarm: str
    habit: Habit


class Held(Struct, frozen=True, array_like=True, tag="hd"):
    """An incident holds what would be, or was, an alarm; of the input's device or of `device`."""

    incident: str
    alarm: str
    device: str = ""


class Freed(Struct, frozen=True, array_like=True, tag="fr"):
    """What an incident held is over; `due_ms`: it looks again then whether it is over, too."""

    incident: str
    alarm: str
    due_ms: int = -1


class IncidentOpened(Struct, frozen=True, array_like=True, tag="io"):
    """Devices of a site are away for one cause: mains, gateway or network."""

    incident: str
    cause: str
    since_ms: int
    devices: int


class IncidentClosed(Struct, frozen=True, array_like=True, tag="ic"):
    """It is over; what it still holds gets alarms of its own."""

    incident: str


class Look(Struct, frozen=True, array_like=True, tag="rl"):
    """Somebody says something to an alarm; `act`: acknowledge, shelve, unshelve."""

    request: str
    by: str
    device: str
    alarm: str
    act: str
    until_ms: int = 0


AlarmDecision = (
    Watched | Raised | Cleared | Graded | Acknowledged | Shelved | Trended | Held | Freed
    | IncidentOpened | IncidentClosed | Habituated
)  # fmt: skip
