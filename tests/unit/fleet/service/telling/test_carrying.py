"""Letters between partitions: there once, however often they go."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from devices.wire.topics import PARTITIONS, partition_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.facts.letters import Carried, Roll
from fleet.core.facts.rollouts import RolloutPlan
from fleet.core.recovery import recover, replay
from fleet.core.rollouts.letters import letters_of
from fleet.service.telling.carrying import Carrying
from tests.unit.devices.firmware import artifact
from tests.unit.fleet.api.desk import Api, running_api

NAME = "spring"
OWNER = partition_of(NAME)


async def _plan(api: Api) -> Carrying:
    plan = RolloutPlan(artifact())
    await api.desk.driver.ask(OWNER, Roll("", "test", NAME, "create", plan))
    return Carrying(api.desk.driver, api.desk.journal)


def _waiting(api: Api) -> int:
    return sum(len(state.rollouts.letters) for state in api.desk.driver.fleet.states)


def test_letters_go_to_every_partition_and_back(tmp_path: Path) -> None:
    """One to each, one answer of each; then nobody looks again before something is written."""

    async def check() -> None:
        async with running_api(tmp_path) as api:
            carrier = await _plan(api)
            assert _waiting(api) == PARTITIONS
            taken = 0
            while count := await carrier.turn():
                taken += count
            assert (taken, _waiting(api)) == (2 * PARTITIONS, 0)
            tallies = api.desk.driver.fleet.partitions[OWNER].state.rollouts.owned[NAME].tallies
            assert sorted(tallies) == list(range(PARTITIONS))

    asyncio.run(check())
    journal = SqliteJournal(tmp_path / "journal", read_only=True)
    try:
        again = replay(journal)
        assert (again.difference, again.snapshot_differs) == (None, None)
        assert len(recover(journal)[OWNER].rollouts.owned[NAME].tallies) == PARTITIONS
    finally:
        journal.close()


def test_a_letter_that_came_and_was_not_noted_comes_again(tmp_path: Path) -> None:
    """The manager ended between the two: the receiver has it already, and nothing is doubled."""

    async def check() -> None:
        async with running_api(tmp_path) as api:
            carrier = await _plan(api)
            driver = api.desk.driver
            state = driver.fleet.partitions[OWNER].state
            for _, _, letter in letters_of(state):
                assert await driver.ask(letter.partition, letter)
            before = {p: part.state.sequence for p, part in driver.fleet.partitions.items()}
            while await carrier.turn():
                pass
            for number, sequence in before.items():
                if number != OWNER:
                    after = driver.fleet.partitions[number].state.sequence
                    assert after - sequence == 1, "the note that its answer is there, no more"

    asyncio.run(check())


@pytest.mark.parametrize("off", [-1, 1])
def test_a_letter_that_was_replaced_meanwhile_stays(tmp_path: Path, off: int) -> None:
    """What was brought was an older one: the newer has still to go."""

    async def check() -> None:
        async with running_api(tmp_path) as api:
            await _plan(api)
            state = api.desk.driver.fleet.partitions[OWNER].state
            name, number = next(iter(state.rollouts.letters.items()))
            note = Carried("", "test", NAME, OWNER, {name: number + off})
            assert await api.desk.driver.ask(OWNER, note) == []
            assert _waiting(api) == PARTITIONS

    asyncio.run(check())
