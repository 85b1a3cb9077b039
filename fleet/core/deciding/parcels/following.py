"""What a message of a bank means for its parcels, and what people ask of its books.

Lives here: which function follows which message, codes, requests. Not here: the functions on wishes
and doors.
"""

from __future__ import annotations

from typing import Any

from devices.wire.happenings import DepositRequested, DoorMoved, Entered, Handled
from devices.wire.steering import Result
from fleet.core.deciding.parcels.doors import decide_answer, decide_door, decide_handled
from fleet.core.deciding.parcels.wishes import (
    ask_again,
    decide_ask,
    decide_wished,
    decline,
    order_door,
)
from fleet.core.decisions import Decision, Refused
from fleet.core.inputs import Ask
from fleet.core.parcels import books
from fleet.core.parcels.decisions import (
    Furnished,
    LeaseEnded,
    OutOfService,
    Redrawn,
    WrongCode,
)
from fleet.core.parcels.inputs import Block, Furnish, ParcelRequest, Redraw, Withdraw
from fleet.core.parcels.limits import WRONG_CODES, WRONG_WITHIN_MS
from fleet.core.parcels.state import COLLECTING, LYING, OUT, RESERVED, Bank
from fleet.core.state import Device, PartitionState

COMPARTMENTS_MOST = 10_000
"""As many numbers as doors may bear (docs/wire.md)."""


def decide_parcels(
    state: PartitionState, device: Device, message: Any, verdict: str, now_ms: int
) -> list[Decision]:
    """What a new message of a bank means for parcels; nothing for most."""
    if isinstance(message, DepositRequested):
        return decide_wished(state, device, message, now_ms)
    if isinstance(message, Entered):
        return _entered(state, device, message.request, verdict, now_ms)
    if device.key not in state.parcels.banks:
        return []
    if isinstance(message, Handled):
        return decide_handled(state, device.key, message)
    if isinstance(message, DoorMoved):
        return decide_door(state, device.key, message)
    if isinstance(message, Result):
        command = device.commands.get(message.command)
        if command is not None and not command.outcome and "lease" in command.arguments:
            return decide_answer(state, command, message.outcome, now_ms)
    return []


def _entered(
    state: PartitionState, device: Device, request: str, verdict: str, now_ms: int
) -> list[Decision]:
    """A code was typed; the shell has compared it, and `verdict` is the lease that it opens."""
    bank = state.parcels.banks.get(device.key)
    if bank is None:
        return [decline(request, "not_furnished", now_ms)]
    if sum(at_ms > now_ms - WRONG_WITHIN_MS for at_ms in bank.wrong_ms) >= WRONG_CODES:
        return [decline(request, "locked", now_ms)]
    lease = state.parcels.leases.get(verdict)
    if lease is None or lease.bank != device.key:
        return [WrongCode(request), decline(request, "wrong_code", now_ms)]
    if lease.stage == LYING and not lease.ended:
        return [order_door(state, lease.lease, COLLECTING, lease.recipient, request, now_ms)]
    if lease.stage == COLLECTING and not lease.ended:
        return ask_again(device, lease, now_ms)
    return [decline(request, "over", now_ms)]


def decide_parcel_request(
    state: PartitionState, device: Device, request: ParcelRequest, now_ms: int
) -> list[Decision]:
    """What is asked of a bank's books; nothing where it is so already."""
    if isinstance(request, Ask):
        return decide_ask(state, device, request, now_ms)
    if isinstance(request, Furnish):
        return _furnish(state, device, request)
    bank = state.parcels.banks.get(request.device)
    if bank is None:
        return [Refused(409, f"{request.device}: not furnished")]
    if isinstance(request, Block):
        return _block(bank, request)
    return _of_lease(state, request)


def _of_lease(state: PartitionState, request: Withdraw | Redraw) -> list[Decision]:
    lease = state.parcels.leases.get(request.lease)
    if lease is None or lease.bank != request.device:
        return [Refused(404, f"{request.lease}: no such lease at {request.device}")]
    if isinstance(request, Redraw):
        is_so = lease.ended or lease.draw >= request.draw
        return [] if is_so else [Redrawn(lease.lease, request.draw)]
    if lease.ended == "withdrawn":
        return []
    if lease.stage != RESERVED or lease.ended:
        stage = lease.ended or lease.stage
        return [Refused(409, f"{request.lease} is {stage}, no longer reserved")]
    return [LeaseEnded(lease.lease, "withdrawn")]


def _furnish(state: PartitionState, device: Device, request: Furnish) -> list[Decision]:
    """A bank in use keeps its compartments; its rules may change."""
    if device.kind != "bank":
        return [Refused(422, f"{request.device} is a {device.kind}, not a bank")]
    classes = request.classes
    if not 0 < len(classes) <= 16 or min(classes) < 0 or not 0 < sum(classes) <= COMPARTMENTS_MOST:
        return [Refused(422, f"classes {classes}: 1 to 16, with 1 to {COMPARTMENTS_MOST} in all")]
    if request.size_rule not in books.SIZE_RULES or request.pick_rule not in books.PICK_RULES:
        words = ", ".join([*books.SIZE_RULES, *books.PICK_RULES])
        return [Refused(422, f"{request.size_rule}, {request.pick_rule}: not of {words}")]
    if request.reserve < 0 or any(quota < 0 for quota in request.quotas.values()):
        return [Refused(422, "reserve and quotas: 0 or more")]
    furnished = Furnished(
        books.firsts(classes),
        books.SIZE_RULES[request.size_rule],
        books.PICK_RULES[request.pick_rule],
        request.reserve,
    )
    bank = state.parcels.banks.get(request.device)
    if bank is None:
        return [furnished]
    if bank.class_first != furnished.class_first and any(bank.holders):
        return [Refused(409, f"{request.device}: parcels lie in it; its compartments stay")]
    now = (bank.class_first, bank.size_rule, bank.pick_rule, bank.reserve, bank.quotas)
    new = (
        furnished.class_first, furnished.size_rule, furnished.pick_rule, furnished.reserve,
        request.quotas,
    )  # fmt: skip
    return [] if now == new else [furnished]


def _block(bank: Bank, request: Block) -> list[Decision]:
    position = books.position_of(bank, request.compartment)
    if position < 0:
        return [Refused(404, f"{request.device} has no compartment {request.compartment}")]
    if bool(bank.occupied[position] & OUT) == request.out:
        return []
    return [OutOfService(position, request.out, request.reason)]
