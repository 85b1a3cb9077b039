"""What people ask for: registration, desired state with its version, commands to their end."""

from __future__ import annotations

from typing import Any

import msgspec

from fleet.core.decisions import Closed, DesiredSet, Issued, Refused, Registered
from fleet.core.inputs import Desire, Done, Order, Register, Retire
from fleet.core.limits import COMMAND_RETRY_MS
from fleet.core.partition import Effect
from tests.small_fleet import SITE, SmallFleet


def _order(fleet: SmallFleet, name: str = "c1", **words: Any) -> list[Any]:
    arguments = words.pop("arguments", {"locked": True})
    expires_ms = fleet.now_ms + words.pop("expires_s", 60) * 1_000
    return fleet.ask(Order("", "test", f"{SITE}/bin1", name, "lock_lid", arguments, expires_ms))


def _sent(effects: list[Effect]) -> list[dict[str, Any]]:
    return [msgspec.json.decode(effect.publish.payload) for effect in effects]


def test_a_device_is_registered_once() -> None:
    """The same again is no news; another kind is a conflict; settings may change."""
    fleet = SmallFleet()
    same = Register("", "test", f"{SITE}/bin1", "bin_sensor")
    assert fleet.ask(same) == []
    (refused,) = fleet.ask(Register("", "test", f"{SITE}/bin1", "bank"))
    assert isinstance(refused, Refused)
    assert refused.status == 409
    changed = Register("", "test", f"{SITE}/bin1", "bin_sensor", ["east"], {"x": 1})
    assert fleet.ask(changed) == [Registered()]
    assert (fleet.device().groups, fleet.device().settings) == (["east"], {"x": 1})


def test_ids_and_kinds_of_the_contract_alone_are_registered() -> None:
    """A slash or a wildcard in an id, a kind nobody knows, another partition's site."""
    fleet = SmallFleet()
    for key, kind in ((f"{SITE}/a+b", "bank"), (f"{SITE}/x", "toaster"), ("elsewhere/x", "bank")):
        (refused,) = fleet.ask(Register("", "test", key, kind))
        assert isinstance(refused, Refused)
        assert refused.status == 422


def test_a_desired_state_needs_the_version_that_was_seen() -> None:
    """Who saw an older one is refused with 409; who saw the newest gets the next."""
    fleet = SmallFleet()
    key = f"{SITE}/bin1"
    assert fleet.ask(Desire("", "a", key, 0, {"interval_s": 60})) == [DesiredSet(1, fleet.now_ms)]
    (refused,) = fleet.ask(Desire("", "b", key, 0, {"interval_s": 90}))
    assert refused == Refused(409, "desired version is 1, not 0")
    (effect,) = fleet.partition.release()
    assert effect.publish.retain
    assert _sent([effect])[0]["values"] == {"interval_s": 60}
    fleet.birth()
    fleet.say("reported", 2, version=1, values={"interval_s": 60})
    assert (fleet.device().reported_version, fleet.device().reported) == (1, {"interval_s": 60})


def test_a_desired_state_that_was_missed_is_sent_again_at_birth() -> None:
    """A broker may lose what it retains; the device says which version it has taken up."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.ask(Desire("", "a", f"{SITE}/bin1", 0, {"interval_s": 60}))
    assert len(fleet.partition.release()) == 1
    fleet.birth(2, connection=2)
    assert len(fleet.partition.release()) == 1
    fleet.say("reported", 3, version=1, values={})
    fleet.birth(4, connection=3)
    assert fleet.partition.release() == []


def test_a_command_is_sent_until_it_is_answered() -> None:
    """Retries bear the same id and a growing attempt; the answer ends it."""
    fleet = SmallFleet()
    fleet.birth()
    assert _order(fleet) == [Issued("c1", 1, fleet.now_ms + COMMAND_RETRY_MS)]
    fleet.wait(10)
    fleet.wait(20)
    sent = _sent(fleet.partition.release())
    assert [(m["id"], m.get("attempt", 1)) for m in sent] == [("c1", 1), ("c1", 2), ("c1", 3)]
    assert Closed("c1", "done") in fleet.say("result", 2, command="c1", outcome="done")
    assert len(fleet.say("result", 3, command="c1", outcome="failed")) == 1
    fleet.wait(1_000)
    assert fleet.device().commands["c1"].outcome == "done"
    assert fleet.partition.release() == []


def test_a_command_nobody_answers_ends_when_it_expires() -> None:
    """Unanswered is not done and not refused: somebody may have to look."""
    fleet = SmallFleet()
    _order(fleet, expires_s=25)
    fleet.wait(24)
    assert fleet.device().commands["c1"].outcome == ""
    fleet.wait(1)
    assert fleet.device().commands["c1"].outcome == "unanswered"


def test_the_same_order_twice_is_one_command() -> None:
    """Its id says so; another command under that id is a conflict."""
    fleet = SmallFleet()
    _order(fleet)
    assert _order(fleet) == []
    (refused,) = _order(fleet, arguments={"locked": False})
    assert isinstance(refused, Refused)
    assert refused.status == 409
    assert len(fleet.partition.release()) == 1


def test_orders_that_no_device_understands_are_refused() -> None:
    """Missing and unknown arguments, a time that is over, a device nobody knows."""
    fleet = SmallFleet()
    bad: tuple[dict[str, Any], ...] = (
        {"arguments": {}},
        {"arguments": {"locked": True, "x": 1}},
        {"expires_s": 0},
    )
    for words in bad:
        (refused,) = _order(fleet, **words)
        assert isinstance(refused, Refused)
        assert refused.status == 422
    (unknown,) = fleet.ask(Retire("", "test", f"{SITE}/nobody"))
    assert isinstance(unknown, Refused)
    assert unknown.status == 404


def test_a_device_that_comes_back_gets_its_open_commands() -> None:
    """It was away when they were sent; the birth is the moment to try."""
    fleet = SmallFleet()
    fleet.birth()
    _order(fleet)
    fleet.partition.release()
    fleet.birth(2, connection=2)
    assert [m["id"] for m in _sent(fleet.partition.release())] == ["c1"]


def test_effects_go_out_once_and_are_kept_until_done() -> None:
    """Released once in the life of the process; done ones leave the state."""
    fleet = SmallFleet()
    _order(fleet)
    (effect,) = fleet.partition.release()
    assert fleet.partition.release() == []
    assert list(fleet.partition.state.outbox) == [effect.effect]
    fleet.ask(Done([effect.effect]))
    assert fleet.partition.state.outbox == {}


def test_a_retired_device_is_a_stranger() -> None:
    """What it says is quarantined, its timers find nothing, and it can be claimed again."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.ask(Retire("", "test", f"{SITE}/bin1"))
    fleet.wait(10_000)
    fleet.fill(2)
    assert f"{SITE}/bin1" in fleet.partition.state.strangers
    fleet.ask(Register("", "test", f"{SITE}/bin1", "bin_sensor"))
    assert fleet.partition.state.strangers == {}
