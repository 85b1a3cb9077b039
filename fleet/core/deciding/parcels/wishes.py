"""Somebody wants a compartment for a parcel.

Lives here: the lease, its fence, the order to the door; reservations; the same wish again. Not
here: what becomes of the door (`fleet.core.deciding.parcels.doors`).
"""

from __future__ import annotations

from devices.wire.happenings import DepositRequested
from fleet.core.deciding.parcels.lending import asked_back
from fleet.core.decisions import Decision, Issued, Refused
from fleet.core.inputs import Ask
from fleet.core.limits import ATTEMPTS_TOLD, COMMAND_RETRY_MS
from fleet.core.parcels import books
from fleet.core.parcels.decisions import Declined, DoorOrdered, Leased
from fleet.core.parcels.inputs import AT_ONCE
from fleet.core.parcels.limits import HOLD_LIMIT_MS, OPEN_WITHIN_MS
from fleet.core.parcels.state import OPENING, RESERVED, Bank, Lease
from fleet.core.state import Device, PartitionState

STATUSES = {"full": 409, "quota": 409, "conflict": 409, "unknown": 404, "not_furnished": 409}
"""Why a wish is declined, and the status that a request over HTTP gets; else 422."""


def decide_wished(
    state: PartitionState, device: Device, message: DepositRequested, now_ms: int
) -> list[Decision]:
    """A courier stands at the terminal: a door opens, or the wish is declined."""
    wish = Ask(
        message.request, device.key, device.key, message.company, message.parcel, message.size,
        message.recipient, message.courier or "", message.lease or "",
    )  # fmt: skip
    found = _follow(state, device, wish, now_ms)
    if isinstance(found, str):
        return [decline(message.request, found, now_ms)]
    return found


def decide_ask(state: PartitionState, device: Device, wish: Ask, now_ms: int) -> list[Decision]:
    """The same by a request: nothing is decided on what is so already."""
    if wish.hold_ms != AT_ONCE and not 0 < wish.hold_ms <= HOLD_LIMIT_MS:
        return [Refused(422, f"hold_ms {wish.hold_ms}: 1 to {HOLD_LIMIT_MS}")]
    found = _follow(state, device, wish, now_ms)
    if isinstance(found, str):
        return [Refused(STATUSES.get(found, 422), f"{wish.device}: {found}")]
    return found


def decline(request: str, reason: str, now_ms: int) -> Declined:
    """The terminal is told; later than a moment nobody stands there."""
    return Declined(request, reason, now_ms + COMMAND_RETRY_MS, now_ms + OPEN_WITHIN_MS)


def order_door(
    state: PartitionState, lease: str, stage: str, by: str, request: str, now_ms: int,
    leaving: str = "", before: int = 0,
) -> DoorOrdered:  # fmt: skip
    """The door of a lease is to open, under a fence that no command had before."""
    return DoorOrdered(
        lease, stage, state.parcels.next_fence + before, by, request, now_ms + COMMAND_RETRY_MS,
        now_ms + OPEN_WITHIN_MS, leaving,
    )  # fmt: skip


def _open_for(
    state: PartitionState, lease: str, wish: Ask, now_ms: int, before: int = 0
) -> DoorOrdered:
    by = wish.courier or wish.company
    return order_door(state, lease, OPENING, by, wish.request, now_ms, before=before)


def ask_again(device: Device, lease: Lease, now_ms: int) -> list[Decision]:
    """The order to its door once more, where it was not answered: the bank obeys it once."""
    command = device.commands.get(lease.command)
    if command is None or command.outcome or now_ms >= command.expires_ms:
        return []
    attempt = min(command.attempt + 1, ATTEMPTS_TOLD)
    return [Issued(command.name, attempt, now_ms + COMMAND_RETRY_MS)]


def lease_for(state: PartitionState, bank: Bank, wish: Ask, now_ms: int) -> list[Decision] | None:
    """A compartment for a wish and, where it is wanted at once, its door; None: no room."""
    position = books.choose(bank, wish.size)
    return None if position < 0 else lease_at(state, position, wish, now_ms)


def lease_at(
    state: PartitionState, position: int, wish: Ask, now_ms: int, before: int = 0
) -> list[Decision]:
    """This position for a wish; `before`: so many leases are decided on the same input already."""
    name = f"l{state.partition}-{state.parcels.next_lease + before}"
    at_once = wish.hold_ms == AT_ONCE
    due_ms = -1 if at_once else now_ms + wish.hold_ms
    leased = Leased(
        name, position, due_ms, wish.request, wish.company, wish.courier, wish.parcel, wish.size,
        wish.recipient,
    )  # fmt: skip
    if not at_once:
        return [leased]
    return [
        leased,
        _open_for(state, name, wish, now_ms, before),
    ]


def _follow(state: PartitionState, device: Device, wish: Ask, now_ms: int) -> list[Decision] | str:
    """What is decided, or why not."""
    bank = state.parcels.banks.get(wish.device)
    if bank is None:
        return "not_furnished"
    if known := bank.requests.get(wish.request):
        lease = state.parcels.leases[known]
        if (lease.company, lease.parcel) != (wish.company, wish.parcel):
            return "conflict"
        if lease.ended:
            return "over"
        if lease.stage == RESERVED and wish.hold_ms == AT_ONCE:
            return [
                order_door(
                    state, known, OPENING, wish.courier or wish.company, wish.request, now_ms
                )
            ]
        return ask_again(device, lease, now_ms)
    if wish.lease:
        return _take_up(state, device, wish, now_ms)
    quota = bank.quotas.get(wish.company)
    if quota is not None and bank.held.get(wish.company, 0) >= quota:
        return "quota"
    found = lease_for(state, bank, wish, now_ms)
    if found is None and wish.by == device.key:
        found = asked_back(state, bank, wish, now_ms)
    return "full" if found is None else found


def _take_up(state: PartitionState, device: Device, wish: Ask, now_ms: int) -> list[Decision] | str:
    lease = state.parcels.leases.get(wish.lease)
    if lease is None or (lease.bank, lease.company) != (wish.device, wish.company):
        return "unknown"
    if lease.stage == OPENING and not lease.ended:
        return ask_again(device, lease, now_ms)
    if lease.stage != RESERVED or lease.ended:
        return "over"
    return [_open_for(state, lease.lease, wish, now_ms)]
