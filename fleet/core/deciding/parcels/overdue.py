"""The time of a lease is over.

Lives here: reservations that nobody took up. Not here: doors that are asked for; they are asked
about until the bank answers (`fleet.core.deciding.timers`).
"""

from __future__ import annotations

from fleet.core.decisions import Decision
from fleet.core.inputs import Fired
from fleet.core.parcels.decisions import LeaseEnded
from fleet.core.parcels.state import RESERVED
from fleet.core.state import PartitionState


def decide_lease_due(state: PartitionState, fired: Fired) -> list[Decision]:
    """What follows; nothing where the lease has gone on meanwhile."""
    lease = state.parcels.leases.get(fired.name)
    if lease is None or lease.ended or lease.due_ms != fired.due_ms:
        return []
    if lease.stage == RESERVED:
        return [LeaseEnded(lease.lease, "expired")]
    return []
