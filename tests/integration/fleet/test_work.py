"""An alarm, its order and its escalation through a real Mosquitto and kill -9 of the manager."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from devices.wire.topics import topic_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.coding import decode_decisions
from fleet.core.facts.alarms import Raised
from fleet.core.facts.orders import Escalated, Ordered, WorkOrder
from fleet.core.recovery import recover, replay
from tests.integration.broker import Broker
from tests.integration.fleet.manager import Manager
from tests.integration.processes import COMMAND
from tests.small_fleet import payload

NOW_MS = 1_790_000_000_000

BOOK = """
chains:
  default:
    - {owner: property, acknowledge_min: 0.02, done_min: 60}
    - {owner: community, acknowledge_min: 0.04, done_min: 60}
    - {owner: city, acknowledge_min: 600, done_min: 6000}
rules: [{alarm: clock, enabled: false}]
"""


def _order(manager: Manager) -> WorkOrder:
    journal = SqliteJournal(manager.journal, read_only=True)
    try:
        (order,) = [
            order
            for state in recover(journal).values()
            for site in state.sites.values()
            for order in site.orders.values()
        ]
    finally:
        journal.close()
    return order


def _courtyard(manager: Manager, *words: str) -> str:
    done = subprocess.run(
        [*COMMAND, "fleet", *words, "--journal", str(manager.journal)],
        capture_output=True, encoding="utf-8", check=True, timeout=60, cwd=manager.journal.parent,
    )  # fmt: skip
    return done.stdout


def test_an_alarm_and_its_escalation_survive_kill_9(broker: Broker, tmp_path: Path) -> None:
    """Killed at each level: one alarm, one order, each asked once, closed by its sensor."""
    manager = Manager(tmp_path / "fleet" / "journal", broker.url)
    manager.journal.parent.mkdir()
    (tmp_path / "book.yaml").write_text(BOOK, encoding="utf-8")
    manager.start()
    manager.register("s1/bin1")
    _courtyard(manager, "rules", str(tmp_path / "book.yaml"), "s1")

    def say(number: int, fill: int) -> None:
        words = {"kind": "bin_sensor", "fill_permille": fill}
        said = payload("bin1", number, NOW_MS + number, **words)
        broker.publish(topic_of("s1", "bin1", "telemetry"), said)

    say(1, 900)
    manager.wait_until(lambda health: health.counters["stored"] == 1)
    manager.kill()
    opened_ms = _order(manager).opened_ms
    for owner in ("community", "city"):
        manager.start()
        manager.wait_until(lambda _, owner=owner: _order(manager).owner == owner)  # type: ignore[misc]
        manager.kill()
    manager.start()
    _courtyard(manager, "orders", "done", "s1:1")
    assert _order(manager).state == "done"
    say(2, 40)
    say(3, 40)
    manager.wait_until(lambda _: _order(manager).state == "closed")
    manager.stop()
    order = _order(manager)
    assert (order.opened_ms, order.outcome, order.owner) == (opened_ms, "confirmed", "city")
    shown = json.loads(_courtyard(manager, "orders", "--closed", "--json"))
    assert [(row["order"], row["escalated"], row["outcome"]) for row in shown] == [
        ("s1:1", 2, "confirmed"),
    ]  # fmt: skip
    journal = SqliteJournal(manager.journal, read_only=True)
    try:
        decided = [d for record in journal.records({}) for d in decode_decisions(record.decisions)]
        again = replay(journal)
    finally:
        journal.close()
    kinds = [type(decision) for decision in decided]
    assert [kinds.count(kind) for kind in (Raised, Ordered, Escalated)] == [1, 1, 2]
    assert (again.difference, again.snapshot_differs) == (None, None)
