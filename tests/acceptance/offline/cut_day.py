"""Every bank is cut off for a day, and comes back: nothing is lost, doubled or given out twice.

    python -m tests.acceptance.offline.cut_day --banks 36 --deposits 200

In virtual time. Banks are cut one after the other within an hour, and mended likewise; some lose
their power on the way, the manager is killed while they are away. Couriers and recipients come all
the time; some parcels are announced to another bank, some carried to a second one. `unrecorded`:
parcels that were laid and have not one record; `misplaced`: compartments in which the manager and
the bank hold another opinion at the end.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from devices.models.compartment import NOTHING
from devices.simulator.acts import OffLine
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.coding import decode_decisions
from fleet.core.decisions import Decision
from fleet.core.parcels.decisions import Laid, LaidAlone, Leased, LeaseEnded
from fleet.core.parcels.state import LYING, OUT
from fleet.core.recovery import replay
from fleet.loadtest.allocation.history import judge
from tests.acceptance.offline.network import Luck, Network
from tests.acceptance.offline.people import Habits, People, Seen, watched

HOUR_MS = 3_600_000
TICK_MS = 10_000
CLASSES, LEND = (60, 40, 20), (25, 15, 8)


@dataclass
class CutDay:
    """What came of it."""

    banks: int
    hours: int
    parcels: int = 0
    laid: int = 0
    laid_alone: int = 0
    turned_away: int = 0
    collected: int = 0
    collected_alone: int = 0
    idle_banks: int = 0
    elsewhere: int = 0
    unrecorded: int = 0
    misplaced: int = 0
    double_leases: int = 0
    doubled_openings: int = 0
    fences_back: int = 0
    unmatched: int = 0
    dropped: int = 0
    replay_differs: int = 0


@dataclass(frozen=True)
class Course:
    """When what happens, in hours from the beginning; everybody is back a while before the end."""

    cut: int = 4
    hours_away: int = 24
    after: int = 8

    @property
    def hours(self) -> int:
        """From the beginning to the end."""
        return self.cut + self.hours_away + self.after


A_DAY = Course()
FAULTY = Luck(lost=20, doubled=50)


def cut_day(
    folder: Path,
    banks: int,
    habits: Habits,
    course: Course = A_DAY,
    luck: Luck = FAULTY,
    seed: int = 1,
    sites: int = 0,
) -> CutDay:
    """Play it, and look back."""
    seen = Seen()
    network = Network(folder, banks, CLASSES, LEND, luck, seed, body=watched(seen), sites=sites)
    people = People(network, seen, habits, course.hours - 2, seed)
    incidents = sorted(_incidents(list(network.places), course, seed), reverse=True)
    end_ms = network.now_ms + course.hours * HOUR_MS
    begin_ms = network.now_ms
    while network.now_ms < end_ms:
        network.now_ms += TICK_MS
        while incidents and incidents[-1][0] <= network.now_ms - begin_ms:
            _happen(network, *incidents.pop()[1:])
        people.come()
        network.settle()
        if network.fleet is not None:
            people.look()
    found = CutDay(banks, course.hours_away, people.parcels)
    _look_back(network, seen, found)
    return found


def _incidents(keys: list[str], course: Course, seed: int) -> Iterator[tuple[int, str, str]]:
    """(ms from the beginning, what, bank)."""
    chance = np.random.default_rng(seed)
    cut_ms, away_ms = course.cut * HOUR_MS, course.hours_away * HOUR_MS
    for number, key in enumerate(keys):
        late_ms = int(chance.integers(HOUR_MS))
        yield cut_ms + late_ms, "cut", key
        yield cut_ms + late_ms + away_ms, "mend", key
        if number % 3 == 0:
            dark_ms = cut_ms + HOUR_MS + int(chance.integers(away_ms // 2))
            yield dark_ms, "dark", key
            yield dark_ms + HOUR_MS // 4, "light", key
    for share in (3, 5):
        killed_ms = cut_ms + away_ms * share // 8
        yield killed_ms, "kill", ""
        yield killed_ms + 60_000, "start", ""
    killed_ms = cut_ms + away_ms + HOUR_MS // 2
    yield killed_ms, "kill", ""
    yield killed_ms + 30_000, "start", ""


def _happen(network: Network, what: str, key: str) -> None:
    match what:
        case "cut":
            network.cut(key)
        case "mend":
            network.mend(key)
        case "dark" | "light":
            network.act(key, OffLine("mains", what == "dark"))
        case "kill":
            network.kill_manager()
        case "start":
            network.start_manager()


def _look_back(network: Network, seen: Seen, found: CutDay) -> None:
    verdict = judge(seen.held.values(), seen.openings)
    found.double_leases = verdict.double_leases
    found.doubled_openings = verdict.doubled_openings
    found.fences_back = verdict.fences_back
    found.laid = sum(map(len, seen.laid.values()))
    found.laid_alone, found.collected = seen.laid_alone, seen.collected
    found.collected_alone = seen.collected_alone
    for place in network.places.values():
        assert place.body.alone is not None
        found.turned_away += place.body.alone.turned_away
        assert place.session.outbox is not None
        found.dropped += place.session.outbox.dropped
    for state in network.states():
        for bank in state.parcels.banks.values():
            found.unmatched += bank.unmatched
            found.idle_banks += not bank.alone
    found.misplaced = misplaced(network)
    network.kill_manager()
    journal = SqliteJournal(network.journal_path, read_only=True)
    try:
        decided = [d for r in journal.records({}) for d in decode_decisions(r.decisions)]
        again = replay(journal)
    finally:
        journal.close()
    found.elsewhere = sum(isinstance(d, LeaseEnded) and d.how == "elsewhere" for d in decided)
    found.unrecorded = unrecorded(seen, decided)
    found.replay_differs = sum(
        difference is not None for difference in (again.difference, again.snapshot_differs)
    )


def unrecorded(seen: Seen, decided: list[Decision]) -> int:
    """Parcels that were laid somewhere and have not one record: none, or more than one."""
    parcel_of: dict[str, str] = {}
    laid: dict[str, set[str]] = {}
    for one in decided:
        if isinstance(one, Leased | LaidAlone):
            parcel_of[one.lease] = one.parcel
        if isinstance(one, Laid | LaidAlone):
            laid.setdefault(parcel_of[one.lease], set()).add(one.lease)
        if isinstance(one, LeaseEnded) and one.how == "elsewhere":
            laid.get(parcel_of[one.lease], set()).discard(one.lease)
    return sum(len(laid.get(f"pt-{parcel[1:]}", ())) != 1 for parcel in seen.laid)


def misplaced(network: Network) -> int:
    """Compartments of which the manager does not know what lies there."""
    wrong = 0
    for state in network.states():
        for key, bank in state.parcels.banks.items():
            for position, compartment in enumerate(network.places[key].body.model.compartments):
                holder = bank.holders[position]
                lease = state.parcels.leases.get(holder)
                known = lease.parcel if lease is not None and lease.stage == LYING else ""
                contents = compartment.contents
                truly = "" if contents == NOTHING else f"pt-{contents}"
                is_doubted = bool(bank.occupied[position] & OUT) and not holder
                wrong += known != truly and not is_doubted
    return wrong


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--banks", type=int, default=36)
    parser.add_argument("--deposits", type=int, default=200, help="a bank and day")
    parser.add_argument("--seed", type=int, default=20_261_122)
    options = parser.parse_args()
    habits = Habits(options.deposits, announced=30, carried_twice=40)
    with tempfile.TemporaryDirectory() as folder:
        found = cut_day(Path(folder), options.banks, habits, seed=options.seed, sites=12)
    print(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
