"""Messages of network servers become messages of our wire, with numbers that hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from courtyard.owned import read_profiles
from devices.profiles.form import Profile
from devices.wire.topics import partition_of, topic_of
from fleet.adapters.sensors.plan import BadSensors, SensorsFile, lay_out
from fleet.adapters.sensors.settings import Sending
from fleet.adapters.sensors.translating import Taken, Translator
from fleet.core.decisions import Decision, Quarantined, Repeated
from fleet.core.inputs import Arrived, Desire, Order, Register, Unread
from fleet.core.partition import Partition
from fleet.core.state import Device, PartitionState
from fleet.ports.bus import Message
from tests.network_servers import EUI, alink, chirpstack, chirpstack_ack, things_stack
from tests.small_fleet import NOON_MS, SITE

UDL = "01755c03824408040001"

ALINK = Profile.model_validate(
    {
        "profile": "my-alink-bin", "vendor": "Somebody", "model": "A1", "kind": "bin_sensor",
        "manual": "its thing model", "interval_s": 600,
        "decoded": [{"quantity": "fill_permille", "names": ["FillLevel"], "unit": "percent"}],
    }
)  # fmt: skip

FILE: dict[str, Any] = {
    "networks": [
        {"name": "yard", "kind": "chirpstack", "broker": "mqtt://127.0.0.1"},
        {"name": "ttn", "kind": "things_stack", "broker": "mqtt://127.0.0.1"},
        {"name": "own", "kind": "alink", "broker": "mqtt://127.0.0.1"},
    ],
    "sensors": [
        {"sensor": EUI, "network": "yard", "device": f"{SITE}/bin1",
         "profile": "milesight-em310-udl", "mounting": {"depth_mm": 2300, "clearance_mm": 100}},
        {"sensor": EUI, "network": "ttn", "device": f"{SITE}/cell1", "profile": "dragino-lht65",
         "setpoint_mc": 4000},
        {"sensor": "a1Zd7n5yTt8/bin-3", "network": "own", "device": f"{SITE}/bin3",
         "profile": "my-alink-bin"},
    ],
}  # fmt: skip
KINDS = {"bin1": "bin_sensor", "cell1": "cold_cell", "bin3": "bin_sensor"}


class Yard:
    """A partition with the sensors registered, and the translator before it."""

    def __init__(self) -> None:
        self.now_ms = NOON_MS
        number = partition_of(SITE)
        self.partition = Partition(PartitionState(number), lambda: PartitionState(number))
        for name, kind in KINDS.items():
            self.partition.receive(Register("", "test", f"{SITE}/{name}", kind), self.now_ms)
        self.started()

    def started(self) -> None:
        """A manager begins: what the translator had in mind is gone."""
        profiles = {**read_profiles(), "my-alink-bin": ALINK}
        plan = lay_out(SensorsFile.model_validate(FILE), profiles)
        devices = self.partition.state.devices
        self.translator = Translator(plan, lambda _, key: devices.get(key), self.now_ms)

    def hear(self, network: str, event: tuple[str, bytes]) -> tuple[Taken, list[list[Decision]]]:
        """A message of a network server, and what is decided on what it became."""
        taken = self.translator.take(network, Message(*event, False), self.now_ms)
        given: list[Any] = [Arrived(*message) for message in taken.messages]
        given += [Unread(**refusal._asdict()) for refusal in taken.refusals]
        return taken, [self.partition.receive(each, self.now_ms) for each in given]

    def frame(self, counter: int, payload: str = UDL, **words: Any) -> list[list[Decision]]:
        """An uplink of bin1, ten minutes after the one before."""
        self.now_ms += 600_000
        return self.hear("yard", chirpstack(payload, counter, self.now_ms, **words))[1]

    def device(self, name: str = "bin1") -> Device:
        """What the manager knows of a device."""
        return self.partition.state.devices[f"{SITE}/{name}"]

    def publish(self) -> list[Sending]:
        """What the manager wants to say goes through the translator."""
        sendings = []
        for effect in self.partition.release():
            sendings += self.translator.tell(effect.publish.topic, effect.publish.payload) or []
        return sendings


def test_a_frame_is_a_birth_and_a_measurement_then_a_report_and_a_measurement() -> None:
    """The manager learns who it is, then with each frame how it was received."""
    yard = Yard()
    yard.frame(0)
    yard.frame(1)
    device = yard.device()
    assert json.loads(device.measured)["fill_permille"] == 123
    assert (device.model, device.interval_ms, device.births) == ("Milesight EM310-UDL", 600_000, 1)
    assert (device.boot, device.messages, device.lost) == ("00189440", 4, 0)
    assert (device.reported["raw"], device.reported["counter"]) == (UDL, 1)
    assert device.reported["gateway"] == "0016c001f153a14c"


def test_a_frame_that_comes_twice_is_one_also_after_a_restart() -> None:
    """The frame counter is the number of the message; nothing needs to be remembered for it."""
    yard = Yard()
    yard.frame(0)
    yard.frame(1)
    event = chirpstack(UDL, 1, yard.now_ms)
    assert yard.hear("yard", event)[1] == [[Repeated()], [Repeated()]]
    yard.started()
    assert yard.hear("yard", event)[1] == [[Repeated()], [Repeated()]]
    assert yard.device().messages == 4


def test_frames_that_never_come_are_missed() -> None:
    """Two messages for each: frame 3 after frame 0 leaves frames 1 and 2."""
    yard = Yard()
    yard.frame(0)
    yard.frame(3)
    yard.now_ms += 60_000
    yard.partition.handle_timer(yard.now_ms)
    assert yard.device().lost == 4


def test_who_is_met_in_the_middle_of_a_session_has_missed_nothing() -> None:
    """What a device without an outbox said before it was first met is not missed."""
    yard = Yard()
    yard.frame(5_000)
    yard.frame(5_001)
    yard.now_ms += 60_000
    yard.partition.handle_timer(yard.now_ms)
    assert (yard.device().lost, yard.device().messages) == (0, 4)


def test_a_new_join_is_a_new_boot() -> None:
    """Counters begin again under another address; the newest measurement counts."""
    yard = Yard()
    yard.frame(900)
    yard.frame(0, "03822003", devAddr="0018aaaa")
    device = yard.device()
    assert (device.boot, device.births) == ("0018aaaa", 2)
    assert json.loads(device.measured)["distance_mm"] == 800


def test_a_counter_that_begins_again_without_a_join_is_a_new_boot() -> None:
    """A device with fixed keys that lost its power counts from 0 later: not an old frame."""
    yard = Yard()
    yard.frame(900)
    yard.frame(0, "03822003")
    yard.frame(1, "03822103")
    device = yard.device()
    assert device.boot.startswith("00189440-")
    assert json.loads(device.measured)["distance_mm"] == 801
    assert device.repeated == 0


def test_an_old_frame_that_comes_again_is_no_new_beginning() -> None:
    """A lower counter in a frame that is older than the newest: a repetition, the boot stands."""
    yard = Yard()
    yard.frame(0)
    first = chirpstack(UDL, 0, yard.now_ms)
    yard.frame(900)
    assert yard.hear("yard", first)[1] == [[Repeated()], [Repeated()]]
    assert yard.device().boot == "00189440"


def test_a_frame_that_cannot_be_read_is_put_aside_and_the_device_is_there() -> None:
    """Quarantined with topic, field and reason; its number is settled; the report says why."""
    yard = Yard()
    yard.frame(0)
    _, quarantined = yard.frame(1, "038201")
    assert quarantined == [
        Quarantined("payload", "3 bytes: channel 03 is cut at byte 0", "00189440", 4)
    ]
    yard.frame(2)
    yard.now_ms += 60_000
    yard.partition.handle_timer(yard.now_ms)
    device = yard.device()
    assert (device.quarantined, device.lost, device.presence) == (1, 0, "ready")
    [shown] = yard.partition.state.quarantine
    assert shown.topic.startswith("application/")
    assert (shown.field, shown.size) == ("payload", len(chirpstack("038201", 1, yard.now_ms)[1]))


def test_a_distance_behind_the_floor_is_put_aside() -> None:
    """The bytes are right and the mounting says no: refused on the distance."""
    _, [decision, _] = Yard().frame(0, "0382100e")
    assert isinstance(decision, Quarantined)
    assert (decision.field, decision.reason) == (
        "distance_mm",
        "3600 is behind the floor, 2400 below the sensor",
    )


def test_a_frame_that_measures_nothing_is_heard() -> None:
    """Basic information after a join: a birth and a report, no telemetry, no gap."""
    yard = Yard()
    yard.frame(0, "ff0bffff0101")
    device = yard.device()
    assert (device.presence, device.measured, device.messages) == ("ready", b"", 2)


def test_a_sensor_that_nobody_knows() -> None:
    """No sensors file names it: put aside where the network's name belongs, as no device's."""
    yard = Yard()
    taken, _ = yard.hear("yard", chirpstack(UDL, 0, yard.now_ms, eui="1" * 16))
    [refusal] = taken.refusals
    assert taken.partition == partition_of("yard")
    assert (refusal.field, refusal.reason, refusal.device) == (
        "device",
        f"{'1' * 16}: in no sensors file",
        "",
    )


def test_a_cold_cell_of_the_things_stack() -> None:
    """The air's temperature, the probe as that of the product, the file's setpoint."""
    yard = Yard()
    yard.hear("ttn", things_stack("cbf60b0d0376010add7fff", 0, yard.now_ms))
    measured = json.loads(yard.device("cell1").measured)
    assert (measured["air_mc"], measured["product_mc"]) == (28_290, 27_810)
    assert (measured["setpoint_mc"], measured["signal_dbm"]) == (4_000, -42)
    assert set(yard.device("cell1").alarms) == {"excursion"}


def test_an_alink_device_is_answered_and_its_repetitions_are_known() -> None:
    """A post without a counter is numbered by us; the same number twice is one post."""
    yard = Yard()
    for number in ("1", "2", "2"):
        taken, _ = yard.hear("own", alink(number, yard.now_ms, FillLevel=61))
        assert len(taken.answers) == 1
    device = yard.device("bin3")
    assert json.loads(device.measured)["fill_permille"] == 610
    assert (device.messages, device.lost) == (4, 0)


def test_a_desired_setting_goes_out_and_counts_once_it_is_confirmed() -> None:
    """Sent when the address is known; reported after the confirmation; sent again after a nack."""
    yard = Yard()
    yard.partition.receive(Desire("", "test", f"{SITE}/bin1", 0, {"interval_s": 1200}), yard.now_ms)
    assert yard.publish() == []
    taken, _ = yard.hear("yard", chirpstack(UDL, 0, yard.now_ms))
    [sending] = taken.sendings
    mark = json.loads(sending.payload)["id"]
    yard.hear("yard", chirpstack_ack(mark, received=False))
    [again] = yard.hear("yard", chirpstack(UDL, 1, yard.now_ms))[0].sendings
    assert again == sending
    assert yard.device().reported_version == 0
    yard.hear("yard", chirpstack_ack(mark))
    yard.hear("yard", chirpstack(UDL, 2, yard.now_ms))
    assert (yard.device().reported_version, yard.device().reported["interval_s"]) == (1, 1200)
    yard.started()
    yard.hear("yard", chirpstack(UDL, 3, yard.now_ms))
    assert (yard.device().reported_version, yard.device().reported["interval_s"]) == (1, 1200)


def test_a_confirmed_interval_is_how_long_silence_is_waited_for() -> None:
    """After the report that names it comes a birth that promises it."""
    yard = Yard()
    yard.frame(0)
    yard.partition.receive(Desire("", "test", f"{SITE}/bin1", 0, {"interval_s": 7200}), yard.now_ms)
    [sending] = yard.publish()
    yard.hear("yard", chirpstack_ack(json.loads(sending.payload)["id"]))
    for counter in (1, 2, 3):
        yard.frame(counter)
    assert (yard.device().interval_ms, yard.device().births) == (7_200_000, 2)


def test_a_setting_that_was_not_confirmed_goes_out_again_after_a_restart() -> None:
    """The first frame after it is a birth, on which the manager publishes what is desired."""
    yard = Yard()
    yard.frame(0)
    yard.partition.receive(Desire("", "test", f"{SITE}/bin1", 0, {"interval_s": 1200}), yard.now_ms)
    assert len(yard.publish()) == 1
    yard.started()
    yard.frame(1)
    assert yard.device().births == 2
    assert len(yard.publish()) == 1
    yard.frame(2)
    assert yard.device().births == 2


def test_a_value_that_cannot_be_told_is_said_in_the_report() -> None:
    """Nothing goes out, nothing counts as taken up, and the reason stands in the report."""
    yard = Yard()
    yard.frame(0)
    yard.partition.receive(Desire("", "test", f"{SITE}/bin1", 0, {"interval_s": 1}), yard.now_ms)
    assert yard.publish() == []
    yard.frame(1)
    assert yard.device().reported_version == 0
    assert yard.device().reported["refused"] == "interval_s: 1 is not within 60 … 64800"


def test_a_command_is_refused_in_words() -> None:
    """Other makers' devices have settings, no commands: the next frame carries the answer."""
    yard = Yard()
    yard.frame(0)
    order = Order("", "test", f"{SITE}/bin1", "c1", "restart", {}, yard.now_ms + 10**9)
    yard.partition.receive(order, yard.now_ms)
    assert yard.publish() == []
    yard.frame(1)
    command = yard.device().commands["c1"]
    assert (command.outcome, command.detail) == (
        "refused",
        "milesight-em310-udl knows no commands",
    )


def test_what_the_manager_says_to_others_is_not_ours() -> None:
    """A device of our own wire is told by the manager's own broker."""
    assert Yard().translator.tell(topic_of(SITE, "bank1", "desired"), b"{}") is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"profile": "my-sensor"}, "profile 'my-sensor' is none of dingtek-df702"),
        ({"network": "town"}, "network 'town' is none of own, ttn, yard"),
        ({"network": ""}, "network '' is none of"),
        ({"sensor": "12"}, "a DevEUI has 16 hexadecimal digits"),
        ({"mounting": None}, "mounting is missing"),
        ({"profile": "dragino-lht65"}, "setpoint_mc is missing"),
        ({"device": "a.b/c"}, "'a.b' is no name of a site or device"),
        ({"device": f"{SITE}/cell1"}, "stands there twice"),
    ],
)
def test_sensors_files_that_contradict_themselves(change: dict[str, Any], words: str) -> None:
    """Refused with the sensor and the reason."""
    first, *others = FILE["sensors"]
    file = SensorsFile.model_validate({**FILE, "sensors": [{**first, **change}, *others]})
    with pytest.raises(BadSensors, match=words):
        lay_out(file, {**read_profiles(), "my-alink-bin": ALINK})
