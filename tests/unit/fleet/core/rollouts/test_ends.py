"""Whatever devices do, a rollout has an end, and its canary says as much as was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from devices.models.updater import Offer, UpdateRefused
from devices.simulator.acts import OffLine
from devices.wire.topics import partition_of
from fleet.core.inputs import Retire
from fleet.policy.rollouts.chances import canary_allows
from tests.unit.devices.firmware import NEW
from tests.unit.fleet.core.rollouts.fleet import DAY_MS, members, rehearse, running, states
from twin.studies.rehearsal.firmware.rollouts import START_MS, Rehearsal

DEVICES, DAYS, TURN_MS = 40, 30, DAY_MS // 4
FATES = ("well", "never", "away", "refuses", "refuses_long", "retired", "unfit", "flaps")
SHARES = (0.5, 0.1, 0.1, 0.1, 0.05, 0.05, 0.02, 0.08)


def _refuses(offer: Offer) -> bool:
    raise UpdateRefused("busy")


def _befall(fleet: Rehearsal, key: str, fate: str, turn: int, turns: tuple[int, int]) -> None:
    """What happens to a device at a turn of six hours, of which `turns` are its own."""
    begins, ends = turns
    updater = fleet.sessions[key].updating.updater
    if fate == "never" and turn == 0:
        fleet.undergo(key, OffLine("mains", True))
    elif fate in {"away", "flaps"} and turn in turns:
        fleet.undergo(key, OffLine("mains", turn == begins))
    elif fate == "flaps" and begins < turn < ends:
        fleet.undergo(key, OffLine("mains", turn % 2 == 0))
    elif fate.startswith("refuses") and turn == 0:
        updater.order = _refuses  # type: ignore[method-assign]
    elif fate == "refuses_long" and turn == ends:
        del updater.order
    elif fate == "retired" and turn == begins:
        fleet.put(partition_of(key.partition("/")[0]), Retire("", "test", key))
    elif fate == "unfit" and turn == 0:
        fleet.sessions[key].updating.unfit.add(NEW)


@pytest.mark.parametrize("seed", range(8))
def test_every_rollout_has_an_end(seed: int) -> None:
    """Devices are away for ever or for days, refuse, come and go, are retired, do not bear it.

    In the end nobody is under way; a rollout that is done had a canary of which as many ended as
    its failures allowed ask for, and everybody in it is accounted for.
    """
    drawn = np.random.default_rng(seed)
    fleet = rehearse(DEVICES)
    keys = sorted(fleet.sessions)
    fates = [str(fate) for fate in drawn.choice(FATES, DEVICES, p=SHARES)]
    turns = np.cumsum(drawn.integers(1, 13, (DEVICES, 2)), axis=1)
    fleet.ask("start")
    for turn in range(4 * DAYS):
        for key, fate, (begins, ends) in zip(keys, fates, turns.tolist(), strict=True):
            _befall(fleet, key, fate, turn, (begins, ends))
        if fleet.run(START_MS + (turn + 1) * TURN_MS):
            break
    rollout = fleet.rollout
    assert rollout.state in {"done", "stopped"}, rollout.history[-1]
    found = states(fleet)
    if rollout.state == "done":
        assert set(found) <= {"updated", "failed", "unreached", "gone"}
        assert found["failed"] <= rollout.allowed or found["updated"] > rollout.canary
        assert found["updated"] + found["failed"] >= rollout.canary
        plan = rollout.plan
        assert rollout.allowed == canary_allows(rollout.canary, plan.bad_ppm, plan.miss_ppm)
    else:
        assert "failed" in rollout.history[-1].why or "reached" in rollout.history[-1].why
    assert running(fleet)[NEW] >= found["updated"]
    assert len(members(fleet)) == DEVICES
