"""What lies in simulated banks at their switch-on is in the books of their manager, too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courtyard.inputs import InputError
from courtyard.live.lying import DAYS, Lain, Lying, read_lying, take_up, world_of, write_lying
from courtyard.live.simulate import new_boot
from courtyard.options import load_scenario
from devices.clock import ScaledClock
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.session import Session
from devices.simulator.shell.broker import BrokerAddress
from devices.simulator.shell.link import Link, Tally
from devices.simulator.shell.stage import Stage
from devices.wire.topics import PARTITIONS, partition_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.foresight.standing import midnight_of, snapshot_of
from fleet.core.parcels.state import LYING
from fleet.ports.bus import Message, Share
from fleet.service.committing import Fleet
from tests.unit.courtyard.terminal import call
from twin.staging.cast import members_of
from twin.studies.forecast.moment import moment_of

DAY_MS = 86_400_000
SCENARIO = load_scenario("smoke").scenario
MEMBERS, _ = members_of(SCENARIO, None, gateways=False)

Inside = dict[tuple[str, int], str]


def _furnished(folder: Path, capsys: pytest.CaptureFixture[str]) -> Lying:
    """`devices furnish` for a manager that knows of nothing."""
    at = ("--journal", str(folder / "journal"), "--lying", str(folder / "lying.json"))
    done = call(capsys, "devices", "furnish", "smoke", *at, "--json")
    assert {row["status"] for row in json.loads(done.out)} == {200}
    lying = read_lying(folder / "lying.json")
    assert lying is not None
    return lying


def _books(fleet: Fleet) -> Inside:
    """Which lease holds which compartment."""
    return {
        (key, number): lease
        for state in fleet.states
        for key, bank in state.parcels.banks.items()
        for number, lease in zip(bank.numbers, bank.holders, strict=True)
        if lease and state.parcels.leases[lease].stage == LYING
    }


class Banks:
    """The simulated banks of the scenario in their world, switched on with what lies in them."""

    def __init__(self, lying: Lying) -> None:
        self.sessions = {
            each.key: Session(each.identity(), each.body(b"k" * 32, "run"), "b1")
            for each in MEMBERS
        }
        clock, broker, tally = ScaledClock(), BrokerAddress("127.0.0.1", 1, False), Tally()
        stood = {
            key: (session, Link([session], broker, clock, new_boot, tally))
            for key, session in self.sessions.items()
        }
        world = world_of(SCENARIO, MEMBERS, 1, DAYS, SCENARIO.run.seed)
        links = [link for _, link in stood.values()]
        self.stage = Stage(links, stood, clock, world, lying.ahead_ms)
        self.stage.catch_up(lying.at_ms, silently=True)
        take_up(lying, {key: session.body for key, session in self.sessions.items()})

    @property
    def inside(self) -> set[tuple[str, int]]:
        """Compartments in which something lies."""
        bodies = {key: session.body for key, session in self.sessions.items()}
        return {
            ("/".join(key), compartment.number)
            for key, body in bodies.items()
            if isinstance(body, LockerBank)
            for compartment in body.model.compartments
            if compartment.contents >= 0
        }

    def connect(self, fleet: Fleet, now_ms: int) -> None:
        """All of them come, and say what they have to say."""
        for (site, _), session in self.sessions.items():
            session.connect(now_ms)
            session.connected(now_ms)
            said = []
            while (each := session.next_event(now_ms)) is not None:
                said.append(Message(each.topic, each.payload, each.retain))
            fleet.commit([Share(partition_of(site), said, (), None)], (), now_ms)


def test_books_doors_and_forecast_begin_with_the_same_parcels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As many as lie in the simulated banks, each in its compartment; said again it asks nothing
    and writes nothing. A day later, at the first connection, those that recipients have fetched
    meanwhile are out of both, by the bank's own key, and nothing is unmatched or out of service.
    """
    lying = _furnished(tmp_path, capsys)
    banks = Banks(lying)
    opened = SqliteJournal(tmp_path / "journal")
    try:
        fleet = Fleet(opened, range(PARTITIONS))
        begun = _books(fleet)
        named = {(key, each.compartment): each.lease
                 for key, lain in lying.banks.items() for each in lain}  # fmt: skip
        assert begun == named
        assert set(begun) == banks.inside != set()
        midnight_ms = midnight_of(lying.at_ms, "UTC")
        snapshot = snapshot_of(fleet.states, lying.at_ms, midnight_ms)
        moment = moment_of(snapshot, SCENARIO, 18, 24, "UTC")
        assert sum(int(site.is_parcel.sum()) for site in moment.sites.values()) == len(begun)
        later_ms = lying.at_ms + DAY_MS
        banks.stage.catch_up(later_ms, silently=True)
        banks.connect(fleet, later_ms)
        left = _books(fleet)
        assert set(left) == banks.inside < set(begun)
        books = [bank for state in fleet.states for bank in state.parcels.banks.values()]
        assert [(bank.unmatched, bank.blocked) for bank in books] == [(0, {})] * len(books)
    finally:
        opened.close()
    (tmp_path / "lying.json").unlink()
    at = ("--journal", str(tmp_path / "journal"), "--lying", str(tmp_path / "lying.json"))
    assert json.loads(call(capsys, "devices", "furnish", "smoke", *at, "--json").out) == []
    assert read_lying(tmp_path / "lying.json") is None


def test_what_lies_in_another_scenario_is_refused(tmp_path: Path) -> None:
    """Rather than that recipients take what is not theirs; so is a file of something else."""
    wrong = Lying(0, 0, {"east/e1": [Lain(1, 999_999, "l1-1")]})
    write_lying(tmp_path / "lying.json", wrong)
    read = read_lying(tmp_path / "lying.json")
    assert read == wrong
    bodies = {each.key: each.body(b"k" * 32, "run") for each in MEMBERS}
    with pytest.raises(InputError, match="other parcels lie in east/e1"):
        take_up(read, bodies)
    (tmp_path / "lying.json").write_text("[]")
    with pytest.raises(InputError, match="not written by"):
        read_lying(tmp_path / "lying.json")
