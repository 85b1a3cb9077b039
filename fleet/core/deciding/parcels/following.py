"""What a message of a bank means for its parcels.

Lives here: which function follows which message, and codes. Not here: the functions on wishes and
doors.
"""

from __future__ import annotations

from typing import Any

from devices.wire.happenings import (
    DepositedAlone,
    DepositRequested,
    DoorMoved,
    Entered,
    Handled,
    OccupancyChanged,
)
from devices.wire.steering import Result
from fleet.core.deciding.parcels.doors import (
    decide_answer,
    decide_door,
    decide_handled,
    decide_sensed,
)
from fleet.core.deciding.parcels.returning import decide_laid_alone, decide_taken
from fleet.core.deciding.parcels.wishes import (
    ask_again,
    decide_wished,
    decline,
    order_door,
)
from fleet.core.decisions import Decision
from fleet.core.parcels.decisions import (
    WrongCode,
)
from fleet.core.parcels.limits import WRONG_CODES, WRONG_WITHIN_MS
from fleet.core.parcels.state import COLLECTED, COLLECTING, LYING
from fleet.core.state import Device, PartitionState


def decide_parcels(
    state: PartitionState, device: Device, message: Any, verdict: str, at_ms: int, now_ms: int
) -> list[Decision]:
    """What a new message of a bank means for parcels; nothing for most. `at_ms`: when it was made,
    by our clock and never later than now.
    """
    if isinstance(message, DepositRequested):
        return decide_wished(state, device, message, now_ms)
    if isinstance(message, Entered):
        return _entered(state, device, message.request, verdict, now_ms)
    if device.key not in state.parcels.banks:
        return []
    if isinstance(message, OccupancyChanged):
        return decide_sensed(state, device.key, message)
    if isinstance(message, DoorMoved):
        return decide_door(state, device.key, message)
    if isinstance(message, Result):
        command = device.commands.get(message.command)
        if command is not None and not command.outcome and command.is_for_lease:
            return decide_answer(state, command, message.outcome, now_ms)
        return []
    return _of_lease(state, device.key, message, at_ms, now_ms)


def _of_lease(
    state: PartitionState, key: str, message: Any, at_ms: int, now_ms: int
) -> list[Decision]:
    if isinstance(message, Handled):
        return decide_handled(state, key, message, at_ms, now_ms)
    if isinstance(message, DepositedAlone):
        return decide_laid_alone(state, key, message, at_ms, now_ms)
    return decide_taken(state, key, message, now_ms)


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
        by = lease.recipient
        return [order_door(state, lease.lease, COLLECTING, by, request, now_ms, COLLECTED)]
    if lease.stage == COLLECTING and not lease.ended:
        return ask_again(device, lease, now_ms)
    return [decline(request, "over", now_ms)]
