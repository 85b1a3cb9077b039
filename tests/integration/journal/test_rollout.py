"""A rollout under two managers on one PostgreSQL, of which its owner is killed in the middle."""

from __future__ import annotations

from pathlib import Path

from devices.wire.topics import partition_of, topic_of
from fleet.adapters.journal.opening import check, open_journal
from fleet.adapters.journal.postgres.claims import look_at_owners
from fleet.core.facts.letters import Roll
from fleet.core.facts.rollouts import RolloutPlan
from fleet.core.inputs import Register, Request
from fleet.core.recovery import recover, replay
from fleet.core.rollouts.shown import member_rows, rollout_page
from fleet.core.state import PartitionState
from fleet.service.control import ask_manager
from tests.acceptance.live.managers import Managers, managers_on
from tests.integration.broker import Broker, running_broker
from tests.small_fleet import payload
from tests.unit.devices.firmware import MODEL, NEW, OLD, artifact

NAME = "spring"
NOW_MS = 1_790_000_000_000
DEVICES = 8


def _states(managers: Managers, *partitions: int) -> list[PartitionState]:
    journal = open_journal(managers.database, read_only=True)
    try:
        return list(recover(journal, partitions or None).values())
    finally:
        journal.close()


def _ask(managers: Managers, *requests: Request) -> None:
    assert {answer.status for answer in ask_manager(managers.database, list(requests))} == {200}


def _is_at(managers: Managers, *expected: object) -> bool:
    """State, wave, and how many wait, are under way and updated, as its owner knows it."""
    page = rollout_page(_states(managers, partition_of(NAME)), NAME)
    names = ("state", "wave", "waiting", "under_way", "updated")
    return page is not None and tuple(page[name] for name in names) == expected


def _say(broker: Broker, site: str, version: str, number: int) -> None:
    """The bin there is connected, and runs this."""
    born = payload(
        "bin1", number, NOW_MS, state="ready", connection=1,
        kind="bin_sensor", model=MODEL, interval_s=600, firmware={"version": version},
    )  # fmt: skip
    broker.publish(topic_of(site, "bin1", "state"), born)


def _ordered(managers: Managers) -> list[str]:
    rows = member_rows(_states(managers), NAME)
    return [row["device"].partition("/")[0] for row in rows if row["state"] == "ordered"]


def _sites(managers: Managers) -> list[str]:
    """As many at each manager."""
    owners = [owner.manager for owner in look_at_owners(managers.database)]
    sites = [f"s{number}" for number in range(8 * DEVICES)]
    return [
        site
        for name in managers.running
        for site in [s for s in sites if owners[partition_of(s)] == name][: DEVICES // 2]
    ]


def test_the_owner_of_a_rollout_is_killed_and_another_goes_on(tmp_path: Path) -> None:
    """Letters go between managers: all are counted, the canary is ordered wherever it is. The owner
    is killed (-9) with orders under way: the other owns the rollout, opens the last wave, ends it.
    """
    plan = RolloutPlan(artifact(), soak_ms=0, waves=(1000,))
    with running_broker(tmp_path) as broker, managers_on(tmp_path, broker) as managers:
        open_journal(managers.database).close()
        managers.start("m0")
        managers.start("m1")
        managers.until_shared("m0", "m1")
        sites = _sites(managers)
        _ask(managers, *(Register("", "test", f"{site}/bin1", "bin_sensor") for site in sites))
        for site in sites:
            _say(broker, site, OLD, 1)
        managers.until(
            lambda: {d.firmware for d in managers.devices().values()} == {OLD}, "all connected"
        )
        _ask(managers, Roll("", "test", NAME, "create", plan), Roll("", "test", NAME, "start"))
        half = DEVICES // 2
        managers.until(lambda: _is_at(managers, "running", 0, 0, half, 0), "drawn")
        owner = managers.owner_of(partition_of(NAME))
        other = managers.other(owner)
        managers.kill(owner)
        managers.until_shared(other)
        for site in _ordered(managers):
            _say(broker, site, NEW, 2)
        managers.until(lambda: _is_at(managers, "running", 1, 0, half, half), "open")
        for site in _ordered(managers):
            _say(broker, site, NEW, 2)
        managers.until(lambda: _is_at(managers, "done", 1, 0, 0, DEVICES), "done")
        for process in managers.running.values():
            process.terminate()
            assert process.wait(60) == 0
        managers.running.clear()
        check(managers.database)
        journal = open_journal(managers.database, read_only=True)
        try:
            again = replay(journal)
        finally:
            journal.close()
    assert (again.difference, again.snapshot_differs) == (None, None)
