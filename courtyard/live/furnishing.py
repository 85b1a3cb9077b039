"""Simulated devices as their manager must know them: registered, their banks furnished.

Lives here: what to ask of the manager. Not here: asking (`courtyard.live.standing`,
`courtyard.commands.devices.furnishing`), what is granted (`fleet.core`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from twin.staging.cast import Member

if TYPE_CHECKING:
    from fleet.core.inputs import Furnish, Register, Request
    from fleet.core.parcels.state import Bank
    from fleet.core.state import Device, PartitionState

LEND_ONE_IN = 10
"""One compartment in so many of a class is lent to its bank, for a drill without its network;
assumed."""


def still_to_ask(
    members: Sequence[Member], states: Iterable[PartitionState], by: str
) -> list[Request]:
    """Registrations of devices that are not known as they are, then furnishings of banks that have
    no compartments or others. What somebody set since stays: groups, settings, rules.
    """
    from fleet.core.parcels.books import firsts

    known: dict[str, Device] = {}
    banks: dict[str, Bank] = {}
    for state in states:
        known |= state.devices
        banks |= state.parcels.banks
    asked: list[Request] = []
    for member in members:
        device = known.get(_key(member))
        wanted = _registration(member, by)
        if device is None:
            asked.append(wanted)
        elif not wanted.settings.keys() <= device.settings.keys():
            settings = wanted.settings | device.settings
            asked.append(_registration(member, by, device.groups, settings, device.behind))
    for member in members:
        bank = banks.get(_key(member))
        if member.kind == "bank" and (
            bank is None or bank.class_first != firsts(list(member.classes))
        ):
            asked.append(_furnishing(member, by))
    return asked


def _key(member: Member) -> str:
    return f"{member.site}/{member.device}"


def _registration(
    member: Member,
    by: str,
    groups: Sequence[str] = (),
    settings: dict[str, int] | None = None,
    behind: str = "",
) -> Register:
    from fleet.core.inputs import Register

    own = member.settings if settings is None else settings
    return Register("", by, _key(member), member.kind, list(groups), own, behind)


def _furnishing(member: Member, by: str) -> Furnish:
    """A bank gives each parcel a compartment of its own class, as many as the twin has of it."""
    from fleet.core.inputs import Furnish

    lend = [number // LEND_ONE_IN for number in member.classes]
    return Furnish("", by, _key(member), list(member.classes), "own", lend=lend)
