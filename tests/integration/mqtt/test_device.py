"""One simulated device against a real Mosquitto: what it says, what it answers, what it keeps."""

from __future__ import annotations

import asyncio

import pytest

from devices.simulator.acts import NETWORK, Broke, OffLine, PowerSwitched, PutIn
from devices.wire.fields import Scalar
from devices.wire.happenings import DoorMoved, FaultChanged, MainsChanged, OccupancyChanged
from devices.wire.presence import Disconnected, Lost, Ready
from devices.wire.steering import Desired, OpenDoor, Receipt, Reported, Restart, Result
from devices.wire.telemetry import BankTelemetry, BinTelemetry
from tests.integration.broker import Broker
from tests.integration.mqtt.cast import bank_session, gateway_sessions, on_stage
from tests.integration.mqtt.ear import listening
from tests.integration.mqtt.relay import Relay

FAR_MS = 4_000_000_000_000
"""An expiry that no test lives to see: the year 2096."""


@pytest.mark.parametrize("version", ["5", "3.1.1"])
def test_life_of_a_device(broker: Broker, version: str) -> None:
    """Birth, reported state, telemetry, an act, a will when the wire is cut, a second birth."""

    async def live() -> None:
        session = bank_session()
        async with (
            Relay(broker.port) as relay,
            listening(broker.port) as ear,
            on_stage([session], relay.port, version) as link,
        ):
            birth = await ear.wait_for(Ready)
            assert (birth.connection, birth.seq, birth.firmware.slot) == (1, 1, "b")
            assert (await ear.wait_for(Reported)).version == 0
            assert (await ear.wait_for(BankTelemetry)).occupied == 0
            session.undergo(PutIn(compartment=2, parcel=7), birth.time_ms)
            link.wake()
            await ear.wait_for(DoorMoved, lambda door: door.door == "open")
            assert (await ear.wait_for(OccupancyChanged)).occupancy == "occupied"
            await ear.wait_for(DoorMoved, lambda door: door.door == "closed")
            relay.cut()
            will = await ear.wait_for(Lost)
            assert (will.boot, will.connection) == (birth.boot, birth.connection)
            again = await ear.wait_for(Ready, lambda ready: ready.connection == 2)
            assert again.boot == birth.boot
        async with listening(broker.port) as later:
            assert (await later.wait_for(Disconnected)).connection == 2
            assert later.heard[0].retained

    asyncio.run(live())


def test_a_command_is_done_once_and_answered_each_time(broker: Broker) -> None:
    """The same id twice opens the door once; too late and unknown are told apart."""

    async def live() -> None:
        session = bank_session()
        async with listening(broker.port) as ear, on_stage([session], broker.port):
            birth = await ear.wait_for(Ready)

            async def order(name: str, compartment: int, expires_ms: int) -> None:
                message = OpenDoor(
                    v=1, device="b1", id=name, time_ms=birth.time_ms, expires_ms=expires_ms,
                    compartment=compartment,
                )  # fmt: skip
                await ear.say("s1", "command", message)

            await order("one", 3, FAR_MS)
            await order("one", 3, FAR_MS)
            await order("late", 3, birth.time_ms - 1)
            await order("wrong", 9, FAR_MS)
            refusal = await ear.wait_for(Result, lambda result: result.command == "wrong")
            assert (refusal.outcome, refusal.detail) == ("refused", "no compartment 9")
            results = [h.message for h in ear.heard if isinstance(h.message, Result)]
            assert [(r.command, r.outcome) for r in results] == [
                ("one", "done"), ("one", "done"), ("late", "expired"), ("wrong", "refused"),
            ]  # fmt: skip
            opened = [h.message for h in ear.heard if isinstance(h.message, DoorMoved)]
            assert [(door.command, door.door) for door in opened] == [("one", "open")]

    asyncio.run(live())


def test_desired_state_waits_for_a_device(broker: Broker) -> None:
    """Retained desired state is taken up at the first connection; an older version is not."""

    async def live() -> None:
        async with listening(broker.port) as ear:
            for version, seconds in ((5, 90), (4, 30)):
                values: dict[str, Scalar] = {"door_alarm_s": seconds, "unheard_of": 1}
                message = Desired(v=1, device="b1", version=version, time_ms=1, values=values)
                await ear.say("s1", "desired", message)
                if version == 5:
                    session = bank_session()
                    async with on_stage([session], broker.port):
                        taken = await ear.wait_for(Reported, lambda r: r.version == 5)
                        assert taken.values["door_alarm_s"] == 90
                        assert "unheard_of" not in taken.values
            async with on_stage([session], broker.port):
                again = await ear.wait_for(Reported, lambda r: r.seq > taken.seq)
            assert (again.version, again.values["door_alarm_s"]) == (5, 90)

    asyncio.run(live())


def test_what_a_killed_broker_lost_is_sent_again(broker: Broker) -> None:
    """Messages acknowledged by a broker that dies with them arrive after the first receipt."""

    async def live() -> None:
        session = bank_session()
        assert session.outbox is not None
        async with on_stage([session], broker.port) as link:
            async with listening(broker.port) as ear:
                await ear.wait_for(BankTelemetry)
                for parcel in range(1, 4):
                    session.undergo(PutIn(parcel, parcel), 1_000_000)
                link.wake()
                said = len(session.outbox)
                await ear.wait_for(DoorMoved, lambda door: door.seq == said)
            broker.kill()
            broker.start()
            async with listening(broker.port) as ear:
                birth = await ear.wait_for(Ready, lambda ready: ready.connection >= 2)
                assert birth.seq > said
                receipt = Receipt(
                    v=1, device="b1", boot=birth.boot, stored=0, highest=birth.seq, time_ms=1
                )
                await ear.say("s1", "receipt", receipt)
                await ear.wait_for(OccupancyChanged, lambda seen: seen.compartment == 3)
                await ear.wait_for(DoorMoved, lambda door: door.seq == said)
                heard = {h.message.seq for h in ear.heard if hasattr(h.message, "seq")}
                assert set(range(1, said + 1)) <= heard
                highest = max(heard)
                settled = Receipt(
                    v=1, device="b1", boot=birth.boot, stored=highest, highest=highest, time_ms=1
                )
                await ear.say("s1", "receipt", settled)
                ask = Restart(v=1, device="b1", id="again", time_ms=1, expires_ms=FAR_MS)
                await ear.say("s1", "command", ask)
                await ear.wait_for(Ready, lambda ready: ready.boot == "boot1")
                assert len(session.outbox) <= 4

    asyncio.run(live())


def test_many_devices_through_one_gateway(broker: Broker) -> None:
    """One connection carries all; births name the gateway, and only the gateway has a will."""

    async def live() -> None:
        sessions = gateway_sessions(30)
        async with (
            Relay(broker.port) as relay,
            listening(broker.port) as ear,
            on_stage(sessions, relay.port),
        ):
            birth = await ear.wait_for(Ready, lambda ready: ready.device == "bin29")
            assert birth.gateway == "gate"
            await ear.wait_for(BinTelemetry, lambda told: told.device == "bin29")
            ask = Restart(v=1, device="bin7", id="r", time_ms=1, expires_ms=FAR_MS)
            await ear.say("s1", "command", ask)
            fresh = await ear.wait_for(Ready, lambda ready: ready.boot != "boot0")
            assert (fresh.device, fresh.connection) == ("bin7", 1)
            relay.cut()
            await ear.wait_for(Ready, lambda ready: ready.device == "bin29" and ready.seq > 3)
            wills = [h.message.device for h in ear.heard if isinstance(h.message, Lost)]
            assert wills == ["gate"]

    asyncio.run(live())


def test_a_device_without_network_comes_back_with_what_it_has_to_tell(broker: Broker) -> None:
    """No farewell but its will; then the same boot, a new connection, and what was not told."""

    async def live() -> None:
        session = bank_session()
        async with listening(broker.port) as ear, on_stage([session], broker.port) as link:
            birth = await ear.wait_for(Ready)
            for act in (OffLine(NETWORK, True), PutIn(1, 7)):
                session.undergo(act, birth.time_ms)
                link.wake()
            will = await ear.wait_for(Lost)
            assert (will.boot, will.connection) == (birth.boot, 1)
            assert not [h for h in ear.heard if isinstance(h.message, OccupancyChanged)]
            session.undergo(OffLine(NETWORK, False), birth.time_ms)
            link.wake()
            again = await ear.wait_for(Ready, lambda ready: ready.connection == 2)
            assert again.boot == birth.boot
            assert (await ear.wait_for(OccupancyChanged)).seq < again.seq

    asyncio.run(live())


def test_a_device_without_mains_has_a_last_word_and_starts_again(broker: Broker) -> None:
    """It says that mains are lost, then its will is said; it comes back with a new boot."""

    async def live() -> None:
        session = bank_session()
        async with listening(broker.port) as ear, on_stage([session], broker.port) as link:
            birth = await ear.wait_for(Ready)
            for act in (PowerSwitched(False), OffLine("mains", True), PutIn(1, 7)):
                session.undergo(act, birth.time_ms)
            link.wake()
            assert not (await ear.wait_for(MainsChanged)).mains
            assert (await ear.wait_for(Lost)).boot == birth.boot
            for act in (OffLine("mains", False), PowerSwitched(True)):
                session.undergo(act, birth.time_ms)
            link.wake()
            again = await ear.wait_for(Ready, lambda ready: ready.boot != birth.boot)
            assert again.connection == 1
            await ear.wait_for(MainsChanged, lambda told: told.mains)
            assert not [h for h in ear.heard if isinstance(h.message, OccupancyChanged)]
            assert session.body.measure().fields["occupied"] == 1

    asyncio.run(live())


def test_a_device_behind_a_gateway_falls_silent_alone(broker: Broker) -> None:
    """A dead sensor cuts nobody else's connection; repaired, it is born again under a new boot."""

    async def live() -> None:
        sessions = gateway_sessions(2)
        async with listening(broker.port) as ear, on_stage(sessions, broker.port) as link:
            await ear.wait_for(Ready, lambda ready: ready.device == "bin1")
            sessions[1].undergo(OffLine("sensor", True), 1)
            link.wake()
            sessions[2].undergo(Broke("lid", True), 1)
            link.wake()
            await ear.wait_for(FaultChanged)
            sessions[1].undergo(OffLine("sensor", False), 1)
            link.wake()
            born = await ear.wait_for(Ready, lambda ready: ready.boot != "boot0")
            assert (born.device, born.connection) == ("bin0", 1)
            assert not [h for h in ear.heard if isinstance(h.message, Lost)]

    asyncio.run(live())


def test_a_restarted_broker_keeps_what_it_had(broker: Broker) -> None:
    """SIGTERM with our settings: retained messages are there after the start."""
    broker.publish("courtyard/kept", "yes", "-r")
    broker.stop()
    broker.start()
    assert broker.listen("courtyard/kept", 1) == [("courtyard/kept", b"yes")]
