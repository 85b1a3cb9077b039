"""Which firmware a device is to have: what the newest rollout that goes beyond its canary brings.

Lives here: the look-up. Not here: rollouts (`fleet.core.rollouts`), the alarm (`presence`).
"""

from __future__ import annotations

from fleet.core.facts.rollouts import RolloutPlan
from fleet.core.state import Device, PartitionState

_MEANT = frozenset({"running", "paused", "done"})


def target_of(state: PartitionState, device: Device, model: str) -> str:
    """The version that a device of this model is to have; "" where no rollout says."""
    for part in reversed(state.rollouts.parts.values()):
        if part.state in _MEANT and part.wave > 0 and is_for(part.plan, device, model):
            return part.plan.artifact.version
    return ""


def is_for(plan: RolloutPlan, device: Device, model: str) -> bool:
    """Whether a rollout is for a device that says it is of this model."""
    return (
        model in plan.artifact.models
        and (not plan.sites or device.site in plan.sites)
        and (not plan.groups or not set(plan.groups).isdisjoint(device.groups))
    )
