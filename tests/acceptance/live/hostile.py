"""A thousand hostile payloads at a real broker and manager, and good ones between them.

    python -m tests.acceptance.live.hostile --payloads 1000

`not_quarantined`, `stored_missing`, `wrong_field` and `unexplained` must be 0; `kinds` says what
was sent.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import cycle, islice
from pathlib import Path

from aiomqtt import Client

from devices.wire.topics import topic_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.coding import decode_decisions, decode_input
from fleet.core.decisions import Quarantined
from fleet.core.inputs import Arrived
from tests.integration.broker import running_broker
from tests.integration.fleet.manager import Manager
from tests.small_fleet import SITE, payload
from tests.unit.fleet.core.test_quarantine import HOSTILE

NOW_MS = 1_790_000_000_000
LARGE_BYTES = 1_000_000
LARGE = 5
"""How many of a kind are sent that is larger than LARGE_BYTES."""

BETWEEN = 10
"""A good message after so many hostile ones."""


@dataclass
class Withstood:
    """What was sent and what was counted."""

    payloads: int
    good: int = 0
    quarantined: int = 0
    not_quarantined: int = 0
    stored_missing: int = 0
    wrong_field: int = 0
    unexplained: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


def _drawn(payloads: int) -> list[str]:
    """Names of kinds, by turns; the large ones LARGE times each."""
    large = [name for name, (_, data) in HOSTILE.items() if len(data) > LARGE_BYTES] * LARGE
    small = cycle(name for name, (_, data) in HOSTILE.items() if len(data) <= LARGE_BYTES)
    return [*large[:payloads], *islice(small, max(0, payloads - len(large)))]


def withstand(folder: Path, payloads: int) -> Withstood:
    """Run it with a broker and a journal in `folder`."""
    found = Withstood(payloads)
    names = _drawn(payloads)
    found.kinds = dict(Counter(names))
    with running_broker(folder / "broker") as broker:
        manager = Manager(folder / "journal", broker.url)
        manager.start()
        manager.register(f"{SITE}/bin1", f"{SITE}/bin2")
        found.good = asyncio.run(_publish(broker.port, names))
        health = manager.wait_until(
            lambda h: h.counters["quarantined"] + h.counters["stored"] >= payloads + found.good
        )
        manager.stop()
    found.quarantined = health.counters["quarantined"]
    found.not_quarantined = abs(payloads - found.quarantined)
    found.stored_missing = abs(found.good - health.counters["stored"])
    _look_back(manager.journal, names, found)
    return found


async def _publish(port: int, names: list[str]) -> int:
    """All of them in order; how many good ones."""
    good = 0
    async with Client("127.0.0.1", port) as client:
        for number, name in enumerate(names):
            topic = topic_of(SITE, "bin1", "telemetry")
            await client.publish(topic, HOSTILE[name][1], qos=1, timeout=60)
            if number % BETWEEN == 0:
                good += 1
                words = {"kind": "bin_sensor", "fill_permille": 100}
                said = payload("bin2", good, NOW_MS, **words)
                await client.publish(topic_of(SITE, "bin2", "telemetry"), said, qos=1)
    return good


def _look_back(path: Path, names: list[str], found: Withstood) -> None:
    """Each stands in the journal, in order, with the field that is wrong and a reason."""
    journal = SqliteJournal(path, read_only=True)
    try:
        put_aside = [
            decided
            for record in journal.records({})
            if isinstance(decode_input(record.input), Arrived)
            for decided in decode_decisions(record.decisions)
            if isinstance(decided, Quarantined)
        ]
    finally:
        journal.close()
    for name, decided in zip(names, put_aside, strict=False):
        found.wrong_field += decided.field != HOSTILE[name][0]
        found.unexplained += not decided.reason


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payloads", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(withstand(Path(folder), options.payloads))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
