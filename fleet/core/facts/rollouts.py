"""Rollouts of firmware: what is wanted, kept, decided, asked, and said between partitions.

Lives here: structs. Not here: what follows (`fleet.core.rollouts`). Kept structs are stored by
field name, the others as arrays: fields are only ever added at the end, with a default.

One partition, that of the rollout's name, owns a rollout: it has its plan, opens waves, judges and
stops. Every partition takes part with its own devices. They speak by letters, which the service
carries until they are there (`fleet.service.telling.carrying`).
"""

from __future__ import annotations

from msgspec import Struct

from fleet.core.facts.rollout_limits import (
    ALARM_PPM,
    BAD_PPM,
    BATTERY_PERMILLE,
    DEADLINE_MS,
    ERROR_PPM,
    GOOD_PPM,
    MISS_PPM,
    PATIENCE_MS,
    PER_SITE,
    SOAK_MS,
    SUCCESS_PERMILLE,
    TRIES,
)


class Artifact(Struct, frozen=True):
    """A firmware: for which models, how large, its checksum and signature, where it is loaded."""

    version: str
    models: list[str]
    size: int
    sha256: str
    signature: str
    address: str


class RolloutPlan(Struct, frozen=True):
    """Which firmware goes to whom, and how carefully.

    `sites`, `groups`: only devices there, empty for all. `canary`: devices in the first wave, 0: as
    many as the chances ask for (`fleet.policy.rollouts`). `waves`: permille of all devices that are
    open after each further wave, rising to 1000. `soak_ms`: how long a finished wave is watched.
    `success_permille`: of a wave that must be updated before the next. `error_ppm`: more failures
    than a share of this explains stop it. Clocks of the window are local to each site; the same
    twice: always. `deadline_ms`: an update that takes longer has failed. `tries`: of a device whose
    update was interrupted. `patience_ms`: a device that is not fit for longer when it is its turn
    is not waited for.
    """

    artifact: Artifact
    sites: list[str] = []
    groups: list[str] = []
    canary: int = 0
    waves: tuple[int, ...] = (100, 500, 1000)
    bad_ppm: int = BAD_PPM
    good_ppm: int = GOOD_PPM
    miss_ppm: int = MISS_PPM
    alarm_ppm: int = ALARM_PPM
    error_ppm: int = ERROR_PPM
    success_permille: int = SUCCESS_PERMILLE
    soak_ms: int = SOAK_MS
    per_site: int = PER_SITE
    from_clock_ms: int = 0
    to_clock_ms: int = 0
    battery_permille: int = BATTERY_PERMILLE
    deadline_ms: int = DEADLINE_MS
    tries: int = TRIES
    patience_ms: int = PATIENCE_MS


class Tally(Struct, frozen=True, array_like=True):
    """How a partition's part stands. `boundary`: that it has opened.

    `devices` are all in it, `opened` those in waves so far, of which the rest are counts. `ranks`:
    the lowest of devices that are connected and not open, until the canary is through.
    `unreached`: who is not waited for. `state`: of the part.
    """

    boundary: int
    devices: int
    opened: int
    under_way: int
    updated: int
    failed: int
    gone: int
    ranks: list[int] = []
    unreached: int = 0
    state: str = "running"


class Step(Struct, frozen=True, array_like=True):
    """A line of a rollout's history."""

    at_ms: int
    state: str
    wave: int
    why: str
    by: str


class Rollout(Struct):
    """A rollout that this partition owns.

    `state`: drafted, running, paused; stopped (it failed), aborted (somebody ended it), done.
    `wave`: −1 before the canary, 0 the canary, 1 … of the plan. `boundary`: devices whose rank is
    below are open. `canary`, `allowed`: its devices, and how many of them may fail. `due_ms`: when
    the soak ends, or, before the canary, the patience with who is not connected; −1: neither.
    """

    name: str
    plan: RolloutPlan
    by: str
    created_ms: int
    state: str = "drafted"
    wave: int = -1
    boundary: int = 0
    canary: int = 0
    allowed: int = 0
    due_ms: int = -1
    tallies: dict[int, Tally] = {}
    history: list[Step] = []


class Member(Struct, array_like=True):
    """A device in a rollout. `rank`: its place in the draw, below 2³².

    `state`: waiting, unreached, ordered, trial, updated, failed, gone; who is unreached is no
    longer waited for, and is ordered all the same when it is fit. `detail`: why, of the last
    change. `unfit_ms`: since when it is its turn and it is not fit, −1: it is not so. `is_late`: it
    was unreached when it was ordered.
    """

    rank: int
    state: str = "waiting"
    attempt: int = 0
    since_ms: int = -1
    detail: str = ""
    not_before_ms: int = 0
    unfit_ms: int = -1
    is_late: bool = False


class Part(Struct):
    """What a partition does for a rollout. `owner`: the partition it answers to.

    `members` by SITE/DEVICE, those who joined later last. `armed_ms`: when it looks next. `named`:
    ranks of whom a canary may still draw, as the owner is told.
    """

    rollout: str
    owner: int
    plan: RolloutPlan
    state: str = "drafted"
    wave: int = -1
    boundary: int = 0
    members: dict[str, Member] = {}
    armed_ms: int = -1
    named: list[int] = []


class Rollouts(Struct):
    """Of one partition. `letters`: to whom, of which rollout ("12 NAME"), and the number of the
    newest; what it says is as things stand when it goes.
    """

    owned: dict[str, Rollout] = {}
    parts: dict[str, Part] = {}
    letters: dict[str, int] = {}
    next_letter: int = 1


class Drafted(Struct, frozen=True, array_like=True, tag="ud"):
    """A rollout as the input plans it is known; every partition is asked for its devices."""


class Steered(Struct, frozen=True, array_like=True, tag="us"):
    """A rollout is in this state and wave now, open up to this rank, and every partition hears."""

    rollout: str
    state: str
    wave: int
    boundary: int
    why: str
    by: str = ""
    canary: int = 0
    allowed: int = 0


class Counted(Struct, frozen=True, array_like=True, tag="uc"):
    """The tally in the input is the newest of its partition."""


class Soaked(Struct, frozen=True, array_like=True, tag="uk"):
    """A wave is finished, and watched until `due_ms`; −1: it is not finished after all. Before the
    canary: others than are connected are waited for until then.
    """

    rollout: str
    due_ms: int


class TookPart(Struct, frozen=True, array_like=True, tag="up"):
    """This partition takes part with these devices, `ranks` rising."""

    devices: list[str]
    ranks: list[int]


class PartSteered(Struct, frozen=True, array_like=True, tag="ut"):
    """The part does as the input says."""


class InstallOrdered(Struct, frozen=True, array_like=True, tag="ui"):
    """A device is told to install, as this command, until `expires_ms`."""

    rollout: str
    device: str
    attempt: int
    expires_ms: int
    retry_ms: int


class InstallWithdrawn(Struct, frozen=True, array_like=True, tag="uw"):
    """A device that has not answered yet is not told again."""

    rollout: str
    device: str


class Joined(Struct, frozen=True, array_like=True, tag="uj"):
    """A device that was not there, or was not for it, when a rollout began takes part."""

    rollout: str
    device: str
    rank: int


class Named(Struct, frozen=True, array_like=True, tag="un"):
    """Whom a canary may still draw here; the owner hears."""

    rollout: str
    ranks: list[int]


class MemberMoved(Struct, frozen=True, array_like=True, tag="um"):
    """A device in a rollout is somewhere else on its way; not tried again before a moment, and not
    fit since another (−1: it is not that).
    """

    rollout: str
    device: str
    state: str
    detail: str = ""
    not_before_ms: int = 0
    unfit_ms: int = -1


class LookSet(Struct, frozen=True, array_like=True, tag="ul"):
    """A part looks at its devices next at this moment."""

    rollout: str
    due_ms: int


class LettersGone(Struct, frozen=True, array_like=True, tag="ug"):
    """The letters of the input are there."""


RolloutDecision = (
    Drafted | Steered | Counted | Soaked | TookPart | PartSteered | InstallOrdered
    | InstallWithdrawn | Joined | Named | MemberMoved | LookSet | LettersGone
)  # fmt: skip
