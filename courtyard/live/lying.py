"""What lies in the banks of simulated devices at their switch-on, in the world and in the books.

Lives here: where the world stands by a clock, who lies where in it, the file in which devices find
the leases of that. Not here: asking the manager (`courtyard.live.standing`,
`courtyard.commands.devices.furnishing`), what a bank makes of it (`devices.simulator.bodies`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from courtyard.inputs import InputError
from devices.clock import ScaledClock
from devices.models.compartment import NOTHING
from devices.simulator import acts
from devices.simulator.bodies.hull import Body
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.bodies.terminal import COMPANY
from scenarios.days import DAY_MS, lay_out_days
from scenarios.schema import Scenario
from twin.staging.cast import Member, members_of
from twin.studies.staging.script import TwinScript

if TYPE_CHECKING:
    from fleet.core.inputs import LiesThere, Request
    from fleet.core.state import PartitionState

DAYS = 7
"""Days on which people come to the devices; then they stand there unvisited."""


class Lain(msgspec.Struct, frozen=True, array_like=True):
    """A parcel by its number in the world; `compartment`: on the door; `lease`: in the books."""

    compartment: int
    parcel: int
    lease: str


class Lying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lay in banks at `at_ms` (Unix ms), by `site/device`; one in which nothing lay is there,
    too. `ahead_ms`: time of the world minus that of the clock.
    """

    at_ms: int
    ahead_ms: int
    banks: dict[str, list[Lain]]


class Placed(msgspec.Struct, frozen=True):
    """A parcel in a bank of the world: its number, its class, since when (Unix ms)."""

    parcel: int
    size: int
    since_ms: int


class Found(msgspec.Struct, frozen=True):
    """What lies in the banks of the world at a moment: by bank, by compartment."""

    at_ms: int
    ahead_ms: int
    banks: dict[str, dict[int, Placed]]

    def asked(self, by: str) -> list[Request]:
        """That the manager takes it over, bank by bank."""
        from fleet.core.inputs import LiesThere, TakeOver

        def lies(number: int, placed: Placed) -> LiesThere:
            name = f"p{self.at_ms:x}-{placed.parcel}"
            whose = f"r{placed.parcel}"
            return LiesThere(number, COMPANY, name, placed.size, whose, placed.since_ms)

        return [
            TakeOver("", by, key, [lies(number, there[number]) for number in sorted(there)])
            for key, there in self.banks.items()
            if there
        ]

    def leased(self, states: Iterable[PartitionState]) -> Lying:
        """The same with the leases that the books have for it now."""
        leases: dict[tuple[str, int], str] = {}
        for state in states:
            for key, bank in state.parcels.banks.items():
                if key in self.banks:
                    pairs = zip(bank.numbers, bank.holders, strict=True)
                    leases |= {(key, number): lease for number, lease in pairs if lease}
        return Lying(self.at_ms, self.ahead_ms, {
            key: [
                Lain(number, placed.parcel, leases[key, number])
                for number, placed in sorted(there.items())
                if (key, number) in leases
            ]
            for key, there in self.banks.items()
        })  # fmt: skip


def world_of(
    scenario: Scenario, members: Sequence[Member], copies: int, days: int, seed: int
) -> TwinScript:
    """What people do at these devices."""
    sites = frozenset(m.site for m in members) if copies == 1 else None
    return TwinScript(scenario, lay_out_days(scenario, days), seed, sites, copies)


def ahead_of(scenario: Scenario, clock: ScaledClock) -> int:
    """Time of a world minus that of the clock, in ms, where it begins now: its warm-up is over, and
    it is at the same time of day as the clock (local time).
    """
    now_ms = clock.now_ms()
    return lay_out_days(scenario, 1).warmup_ms + _time_of_day_ms(now_ms) - now_ms


def look(
    scenario: Scenario, count: int | None, seed: int, clock: ScaledClock, banks: Iterable[str]
) -> Found:
    """What lies in these banks (`site/device`) of the simulated devices now."""
    members, copies = members_of(scenario, count, gateways=False)
    classes = {f"{m.site}/{m.device}": m.classes for m in members}
    there: dict[str, dict[int, Placed]] = {key: {} for key in banks}
    at_ms, ahead_ms = clock.now_ms(), ahead_of(scenario, clock)
    world = world_of(scenario, members, copies, DAYS, seed)
    for timed in world.advance(at_ms + ahead_ms):
        key = "/".join(timed.device)
        if key not in there:
            continue
        match timed.act:
            case acts.PutIn(number, parcel):
                size = _class_of(classes[key], number)
                there[key][number] = Placed(parcel, size, timed.time_ms - ahead_ms)
            case acts.TakeOut(number):
                there[key].pop(number, None)
            case _:
                pass
    return Found(at_ms, ahead_ms, there)


def write_lying(path: Path, lying: Lying) -> None:
    """For the devices, which take it up at their start."""
    path.write_bytes(msgspec.json.encode(lying))


def read_lying(path: Path) -> Lying | None:
    """What was written for the devices; None where nothing was, or it was taken up. Raises
    InputError where it is something else.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Lying)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise InputError(f"--lying {path}: not written by `devices furnish` ({error})") from None


def remove_lying(path: Path) -> None:
    """It was taken up: devices that are started again are in another world. Raises InputError."""
    try:
        path.unlink()
    except OSError as error:
        raise InputError(f"--lying {path}: cannot be removed ({error.strerror})") from None


def new_banks(asked: Iterable[Request], states: Iterable[PartitionState]) -> list[str]:
    """Banks that are to be furnished, and whose books nobody has begun."""
    from fleet.core.inputs import Furnish

    known = {key for state in states for key in state.parcels.banks}
    furnished = (each.device for each in asked if isinstance(each, Furnish))
    return [key for key in furnished if key not in known]


def take_up(lying: Lying, bodies: Mapping[tuple[str, str], Body]) -> None:
    """Every bank hears under which leases its parcels lie; `bodies` by (site, device). Raises
    InputError where other things lie there.
    """
    for key, lain in lying.banks.items():
        site, _, device = key.partition("/")
        body = bodies.get((site, device))
        if not isinstance(body, LockerBank):
            continue
        there = {c.number: c.contents for c in body.model.compartments}
        if any(there.get(each.compartment, NOTHING) != each.parcel for each in lain):
            raise InputError(f"--lying: other parcels lie in {key}: it is of another scenario")
        body.taken_over({each.compartment: each.lease for each in lain})


def _class_of(classes: Sequence[int], number: int) -> int:
    """Class of the compartment with this number on its door."""
    for size, there in enumerate(classes):
        if number <= there:
            return size
        number -= there
    raise ValueError(f"{number} compartments too many")


def _time_of_day_ms(now_ms: int) -> int:
    local = dt.datetime.fromtimestamp(now_ms / 1000, tz=dt.UTC).astimezone()
    offset = local.utcoffset() or dt.timedelta()
    return (now_ms + round(offset.total_seconds() * 1000)) % DAY_MS
