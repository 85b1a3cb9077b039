"""From a condition to an alarm: flapping, offline by interval, people, the shelf."""

from __future__ import annotations

from fleet.core.decisions import Refused
from fleet.core.facts.alarms import Acknowledged, Cleared, Look, Raised, Rule
from fleet.core.facts.orders import Configure
from fleet.core.inputs import Retire
from tests.small_fleet import SITE, SmallFleet


def _count(fleet: SmallFleet, kind: type) -> int:
    return sum(
        isinstance(decision, kind)
        for entry in fleet.partition.take_entries()
        for decision in entry.decided
    )


def test_a_device_that_flaps_every_five_seconds_for_an_hour_makes_one_alarm() -> None:
    """Its connection is cut and opened 360 times; ten quiet minutes end the one alarm."""
    fleet = SmallFleet()
    for number in range(1, 361):
        fleet.birth(number, connection=number)
        fleet.wait(5)
        fleet.will(connection=number)
        fleet.wait(5)
    up = fleet.device().alarms["offline"]
    assert up.is_flapping
    fleet.birth(361, connection=361, interval_s=604_800)
    fleet.wait(599)
    assert "offline" in fleet.device().alarms
    fleet.wait(1)
    assert fleet.device().alarms == {}
    entries = fleet.partition.take_entries()
    kinds = [type(d) for entry in entries for d in entry.decided]
    assert (kinds.count(Raised), kinds.count(Cleared)) == (1, 1)
    (order,) = fleet.partition.state.sites[SITE].orders.values()
    assert order.alarm == "offline"


def test_a_fault_that_comes_and_goes_every_two_minutes_is_five_alarms_at_most() -> None:
    """From the fifth within an hour on it stays up until an hour was quiet."""
    fleet = SmallFleet()
    fleet.birth(name="bank1", interval_s=604_800)
    for number in range(2, 122):
        words = {"event": "fault", "fault": "scanner", "active": number % 2 == 0}
        fleet.say("event", number, name="bank1", **words)
        fleet.wait(120)
    assert _count(fleet, Raised) == 5
    fleet.wait(3_600)
    assert fleet.device("bank1").alarms == {}


def test_offline_is_graded_by_the_reporting_interval() -> None:
    """A will is waited for one interval, silence is three; after twelve it is critical."""
    fleet = SmallFleet()
    fleet.birth(interval_s=300)
    fleet.will()
    fleet.wait(299)
    assert fleet.device().alarms == {}
    fleet.wait(1)
    assert fleet.device().alarms["offline"].severity == "warning"
    fleet.wait(3_299)
    assert fleet.device().alarms["offline"].severity == "warning"
    fleet.wait(1)
    assert fleet.device().alarms["offline"].severity == "critical"
    fleet.birth(2, connection=2)
    fleet.wait(60)
    assert fleet.device().alarms == {}


def test_a_device_that_says_goodbye_is_not_missed() -> None:
    """Sleeping is a farewell; silence afterwards is none of ours."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.say("state", 2, state="sleeping", wake_in_s=3_600)
    fleet.wait(86_400)
    assert fleet.device().alarms == {}


def test_a_clock_that_is_wrong_is_an_alarm_until_it_is_right() -> None:
    """Six minutes off at a birth; the next birth is right."""
    fleet = SmallFleet()
    fleet.birth(time_ms=fleet.now_ms - 360_000)
    assert fleet.device().alarms["clock"].value == 360_000
    fleet.birth(2, connection=2)
    assert fleet.device().alarms == {}


def test_a_clock_that_was_set_back_is_told_by_the_second_message() -> None:
    """Ten minutes: one message may have waited somewhere, and so may many that come at once."""
    fleet = SmallFleet()
    fleet.birth(interval_s=3_600)
    for number in range(2, 12):
        fleet.fill(number, time_ms=fleet.now_ms - 600_000)
    assert fleet.device().alarms == {}
    fleet.wait(3_600)
    fleet.fill(12, time_ms=fleet.now_ms - 600_000)
    assert set(fleet.device().alarms) == {"clock"}
    fleet.wait(3_600)
    fleet.fill(13)
    assert fleet.device().alarms == {}


def test_a_new_version_leaves_the_others_behind() -> None:
    """They need not be born again for it; two weeks count from its birth."""
    fleet = SmallFleet(bin1="bin_sensor", bin2="bin_sensor")
    fleet.birth(name="bin1", firmware="1.9.0", interval_s=604_800)
    fleet.birth(name="bin2", firmware="1.10.0", interval_s=604_800)
    fleet.wait(14 * 86_400 - 1)
    assert fleet.device("bin1").alarms == {}
    fleet.wait(1)
    assert set(fleet.device("bin1").alarms) == {"firmware"}


def test_firmware_behind_its_like_is_told_after_two_weeks() -> None:
    """Of the same model at the same site; taken up in time, it is no alarm."""
    fleet = SmallFleet(bin1="bin_sensor", bin2="bin_sensor", bin3="bin_sensor")
    fleet.birth(name="bin1", firmware="1.10.0", interval_s=604_800)
    fleet.birth(name="bin2", firmware="1.9.0", interval_s=604_800)
    fleet.birth(name="bin3", firmware="1.9.0", model="other", interval_s=604_800)
    fleet.wait(14 * 86_400)
    assert [set(fleet.device(f"bin{n}").alarms) for n in (1, 2, 3)] == [set(), {"firmware"}, set()]
    fleet.birth(2, "bin2", firmware="1.10.0", connection=2, interval_s=604_800)
    assert fleet.device("bin2").alarms == {}
    assert fleet.partition.state.versions == {
        f"{SITE} m1": {"1.10.0": 2},
        f"{SITE} other": {"1.9.0": 1},
    }


def test_a_device_is_not_behind_itself() -> None:
    """Who goes back to an older firmware is behind nobody but others; nor behind one who left."""
    fleet = SmallFleet(bin1="bin_sensor", bin2="bin_sensor")
    fleet.birth(name="bin1", firmware="1.10.0", interval_s=604_800)
    fleet.birth(2, "bin1", firmware="1.9.0", connection=2, interval_s=604_800)
    fleet.wait(14 * 86_400)
    assert fleet.device("bin1").alarms == {}
    fleet.birth(name="bin2", firmware="2.0.0", interval_s=604_800)
    fleet.ask(Retire("", "t", f"{SITE}/bin2"))
    fleet.birth(3, "bin1", firmware="1.9.0", connection=3, interval_s=604_800)
    fleet.wait(14 * 86_400)
    assert fleet.device("bin1").alarms == {}


def test_a_site_has_rules_of_its_own_by_model() -> None:
    """The model's rule goes before the site's, which goes before the default; off is off."""
    fleet = SmallFleet(bin1="bin_sensor", bin2="bin_sensor", bin3="bin_sensor")
    rules = [
        Rule("overflow", raise_at=900, clear_at=850),
        Rule("overflow", model="m2", raise_at=500, clear_at=400),
        Rule("overflow", model="m3", is_on=False),
    ]
    fleet.ask(Configure("", "t", SITE, rules))
    for number in (1, 2, 3):
        name = f"bin{number}"
        fleet.birth(name=name, model=f"m{number}")
        words = {"name": name, "kind": "bin_sensor"}
        fleet.say("telemetry", 2, fill_permille=600, **words)
        fleet.say("telemetry", 3, fill_permille=899, **words)
    assert [set(fleet.device(f"bin{n}").alarms) for n in (1, 2, 3)] == [set(), {"overflow"}, set()]


def test_somebody_acknowledges() -> None:
    """Once; what is not up cannot be."""
    fleet = SmallFleet()
    fleet.birth()
    look = Look("", "kim", f"{SITE}/bin1", "overflow", "acknowledge")
    assert isinstance(fleet.ask(look)[0], Refused)
    fleet.fill(2, 900)
    assert fleet.ask(look)[0] == Acknowledged("overflow", "kim")
    assert fleet.ask(look) == []
    up = fleet.device().alarms["overflow"]
    assert (up.acknowledged_by, up.acknowledged_ms) == ("kim", fleet.now_ms)
    unknown = fleet.ask(Look("", "kim", f"{SITE}/bin1", "nonsense", "shelve"))
    assert isinstance(unknown[0], Refused)


def test_a_shelf_has_an_end() -> None:
    """Shelved, an alarm makes no work; at the end, where it is still up, it does."""
    fleet = SmallFleet()
    fleet.birth(interval_s=604_800)
    until_ms = fleet.now_ms + 3_600_000
    fleet.ask(Look("", "kim", f"{SITE}/bin1", "overflow", "shelve", until_ms))
    fleet.fill(2, 900)
    assert "overflow" in fleet.device().alarms
    assert fleet.partition.state.sites == {}
    fleet.wait(3_600)
    (order,) = fleet.partition.state.sites[SITE].orders.values()
    assert (order.alarm, fleet.device().shelved) == ("overflow", {})
    endless = Look("", "kim", f"{SITE}/bin1", "overflow", "shelve", fleet.now_ms + 10**12)
    assert isinstance(fleet.ask(endless)[0], Refused)


def test_shelving_ends_the_order_that_there_is() -> None:
    """Nobody is sent; unshelved, somebody is."""
    fleet = SmallFleet()
    fleet.birth(interval_s=604_800)
    fleet.fill(2, 900)
    look = ("", "kim", f"{SITE}/bin1", "overflow")
    fleet.ask(Look(*look, "shelve", fleet.now_ms + 3_600_000))
    fleet.wait(60)
    fleet.ask(Look(*look, "unshelve"))
    orders = fleet.partition.state.sites[SITE].orders
    assert [order.outcome for order in orders.values()] == ["shelved", ""]
