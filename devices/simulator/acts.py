"""What a world does to devices, and how it is asked for it.

Lives here: the acts, and the protocol of a script that times them. Not here: who writes a script
(people and luck, elsewhere), what an act does to a device (`devices.simulator.bodies`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class PutIn:
    """A parcel goes into a compartment: the door opens, the sensor sees it, the door closes."""

    compartment: int
    parcel: int


@dataclass(frozen=True, slots=True)
class TakeOut:
    """A parcel is taken out of a compartment."""

    compartment: int


@dataclass(frozen=True, slots=True)
class TypeCode:
    """Somebody types a code at the terminal of a bank, and takes out what it opens."""

    code: str


@dataclass(frozen=True, slots=True)
class Measure:
    """The fill sensor reads its bin: this is what it makes of the echo, in ‰."""

    fill_permille: int


@dataclass(frozen=True, slots=True)
class Filled:
    """What truly is in a bin once a bag went in, or it was emptied, in ‰; `by_resident`: who may
    find the lid locked.
    """

    fill_permille: int
    by_resident: bool


@dataclass(frozen=True, slots=True)
class Unheard:
    """The fill sensor reports, and nobody hears it."""


@dataclass(frozen=True, slots=True)
class Charged:
    """So much charge is in the battery of a sensor, in ‰ of a full one."""

    permille: int


@dataclass(frozen=True, slots=True)
class SensorErrs:
    """A fill sensor repeats its last echo (stuck), its echoes stray (wild), "" it is well."""

    how: str


@dataclass(frozen=True, slots=True)
class BagLanded:
    """A bag is left on the floor of a waste point; `bag` names it within its site.

    `seen`: the camera makes a sighting of it by itself; else only a `Sighted` may follow.
    """

    bag: int
    seen: bool = True


@dataclass(frozen=True, slots=True)
class BagCleared:
    """A cleaner takes the bag away."""

    bag: int


@dataclass(frozen=True, slots=True)
class BadlySorted:
    """A household drops off waste that is in the wrong stream; its index is opaque."""

    bag: int
    household: int


@dataclass(frozen=True, slots=True)
class Sighted:
    """The camera makes out something, there or not: `subject` 1 a landed bag, 2 no supervisor, 3 an
    abnormal drop-off; `name` is that of the sighting.
    """

    subject: int
    name: str
    confidence_permille: int


@dataclass(frozen=True, slots=True)
class SupervisionChanged:
    """The supervisor of a waste point comes or goes in the hours of supervision."""

    present: bool


@dataclass(frozen=True, slots=True)
class Chilled:
    """Temperatures in a cold cell: of the air, and of the product."""

    air_mc: int
    product_mc: int


@dataclass(frozen=True, slots=True)
class CompressorRan:
    """So long a compressor ran more, while the air around its cell was so warm on average."""

    ran_ms: int
    ambient_mc: int


@dataclass(frozen=True, slots=True)
class SetTo:
    """A cold cell is put into service at this set point, and has it."""

    setpoint_mc: int


@dataclass(frozen=True, slots=True)
class DoorJammed:
    """The door of a compartment jams, or is free again."""

    compartment: int
    jammed: bool


@dataclass(frozen=True, slots=True)
class DoorLeft:
    """A compartment's door is left open, or pushed shut by somebody at last."""

    compartment: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The device's clock is off by so much more than it was made with; 0: it is right again."""

    off_ms: int


@dataclass(frozen=True, slots=True)
class LidLocked:
    """The lid of a bin is locked or unlocked on the spot."""

    locked: bool


@dataclass(frozen=True, slots=True)
class PowerSwitched:
    """Mains comes or goes."""

    mains: bool


@dataclass(frozen=True, slots=True)
class Broke:
    """A component fails, or works again."""

    fault: str
    active: bool


NETWORK = "network"
"""The cause for which a device that is off line lives on, and keeps what it has to tell."""


@dataclass(frozen=True, slots=True)
class OffLine:
    """A device falls silent for a cause, or the cause is gone: mains, network, terminal, battery …

    It is off line while any cause is left. Without its network it lives on; for any other it stands
    still, and starts again afterwards.
    """

    cause: str
    is_off: bool


Act = (
    PutIn
    | TakeOut
    | TypeCode
    | Measure
    | Filled
    | Unheard
    | Charged
    | SensorErrs
    | BagLanded
    | BagCleared
    | BadlySorted
    | Sighted
    | SupervisionChanged
    | Chilled
    | CompressorRan
    | SetTo
    | DoorJammed
    | DoorLeft
    | ClockSet
    | LidLocked
    | PowerSwitched
    | Broke
    | OffLine
)


class TimedAct(NamedTuple):
    """An act on a device at a time of the script."""

    time_ms: int
    device: tuple[str, str]
    act: Act


class Script(Protocol):
    """What happens to devices, in the order of time. Times are the script's own, in ms."""

    def next_ms(self) -> int | None:
        """When something happens next; None when nothing will."""

    def advance(self, until_ms: int) -> Iterable[TimedAct]:
        """All that happens up to a time, which is included. `device` is (site, device)."""
