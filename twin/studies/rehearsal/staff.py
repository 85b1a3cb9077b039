"""Staff who work on the manager's orders, against M/M/c.

Lives here: orders that come at random, the closed forms beside them. Not here: orders
(`fleet.core.orders`): the manager's own partition keeps them, and its own times of opening and
starting are what is measured; the crew (`twin.managed.staff`), the same as in the loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from devices.wire.topics import partition_of
from fleet.core.facts.orders import Configure, OrderClosed, Ordered, Step, Work
from fleet.core.partition import Partition
from fleet.core.state import PartitionState
from twin.managed.staff.crew import WALK, Crew, Job
from twin.oracles.erlang import erlang_c, mms_mean_wait
from twin.oracles.intervals import SequentialInterval

WORK_MIN = 30.0
"""Mean time of an order, min; any value gives the same shares of waiting."""

WARM_UP = 400
"""Orders before counting begins: the site starts with nobody waiting."""

ORDERS = 3_000
"""Orders counted in a replication."""

MOST_REPLICATIONS = 200
LEVEL, RELATIVE, ABSOLUTE = 0.999, 0.03, 0.002
"""As of `twin.studies.verify.sequential`."""

SITE = "rehearsal"
START_MS = 1_767_225_600_000
YEAR_MS = 366 * 86_400_000


class BadStaff(ValueError):
    """LOAD:STAFF that is none, or that no staff could bear."""

    clear = True


class _Office:
    """A site's manager, and a crew that is always on duty and has no way to go."""

    def __init__(self, staff: int, works_ms: Iterator[int]) -> None:
        number = partition_of(SITE)
        self.partition = Partition(PartitionState(number), lambda: PartitionState(number))
        chain = {"": [Step("property", YEAR_MS, YEAR_MS)]}
        self.partition.receive(Configure("", "rehearsal", SITE, chains=chain), START_MS)
        self.crew = Crew(staff, self)
        self.waits_ms: list[int] = []
        self._works_ms = works_ms

    def open(self, now: int) -> None:
        """An order comes."""
        work = Work("", "rehearsal", SITE, "open", kind="repair")
        (made,) = self.partition.receive(work, now)
        assert isinstance(made, Ordered)
        self.partition.take_entries()
        self.crew.ordered(now, Job(made.order, made.kind, made.device, made.alarm, made.due_ms))

    def ask(self, now: int, act: str, order: str) -> None:
        """Somebody works on an order."""
        decided = self.partition.receive(Work("", "staff", SITE, act, order), now)
        self.partition.take_entries()
        if act == "start":
            kept = self.partition.state.sites[SITE].orders[order]
            self.waits_ms.append(kept.started_ms - kept.opened_ms)
        if any(isinstance(each, OrderClosed) for each in decided):
            self.crew.closed(order)

    def on_duty_ms(self, now: int) -> int:
        """Always."""
        return now

    def takes_ms(self, job: Job, what: int) -> int:
        """Work in the order in which it is begun."""
        return 0 if what == WALK else next(self._works_ms)

    def walks(self, now: int, job: Job, takes_ms: int) -> None:
        """There is no way to go."""

    def begins(self, now: int, job: Job, takes_ms: int) -> None:
        """Nothing shows."""

    def ends(self, now: int, job: Job) -> None:
        """Nothing shows."""


def waits_ms(load: float, staff: int, seed: int, replication: int) -> list[int]:
    """How long each order after the warm-up waited to be started, by the manager's clock."""
    random = np.random.Generator(np.random.Philox(key=(seed << 32) + replication))
    count = WARM_UP + ORDERS
    mean_ms = WORK_MIN * 60_000
    gaps = np.rint(random.exponential(mean_ms / load, count)).astype(np.int64)
    works = np.rint(random.exponential(mean_ms, count)).astype(np.int64)
    office = _Office(staff, iter(works.tolist()))
    crew = office.crew
    for came_ms in (START_MS + np.cumsum(gaps)).tolist():
        _work_until(crew, came_ms)
        office.open(came_ms)
        _work_until(crew, came_ms)
    return office.waits_ms[WARM_UP:]


def _work_until(crew: Crew, until_ms: int) -> None:
    while (due_ms := crew.next_ms()) <= until_ms:
        crew.advance(due_ms)


def verify_staff(text: str, seed: int | None) -> dict[str, Any]:
    """A row of `courtyard verify` for LOAD:STAFF (LOAD in Erlang); raises BadStaff.

    The share of orders that wait is Erlang C, their mean wait that of M/M/c.
    """
    load, staff = _read(text)
    used = 1 if seed is None else seed
    share, wait = (SequentialInterval(LEVEL, counts=counts) for counts in (True, False))
    replication, reached, look = 0, False, share.next_look()
    while replication < MOST_REPLICATIONS and not reached:
        waited = waits_ms(load, staff, used, replication)
        replication += 1
        share.feed(float(sum(ms > 0 for ms in waited)), float(len(waited)))
        wait.feed(sum(waited) / 60_000, float(len(waited)))
        if replication == look:
            reached = all(i.reached(relative=RELATIVE, absolute=ABSOLUTE) for i in (share, wait))
            look = share.next_look()
    rate = load / WORK_MIN
    rows = [
        _row("orders that wait", erlang_c(load, staff), share),
        _row("mean wait, min", mms_mean_wait(rate, 1 / WORK_MIN, staff), wait),
    ]
    return {
        "name": f"staff {text}",
        "setting": f"{staff} people, {load:g} Erlang of work orders",
        **{key: rows[0][key] for key in ("analytic", "simulated", "low", "high")},
        "ok": all(row["ok"] for row in rows),
        "reached": reached,
        "n": replication * ORDERS,
        "log_digest": "",
        "scenario": "",
        "engine": "manager",
        "seed": used,
        "replications": replication,
        "measure": "order_wait_share",
        "classes": rows[1:],
    }


def _row(name: str, analytic: float, interval: SequentialInterval) -> dict[str, Any]:
    now = interval.interval()
    return {
        "name": name, "size": None, "analytic": analytic, "simulated": now.estimate,
        "low": now.low, "high": now.high, "ok": now.holds(analytic),
    }  # fmt: skip


def _read(text: str) -> tuple[float, int]:
    load_text, _, staff_text = text.partition(":")
    try:
        load, staff = float(load_text), int(staff_text)
    except ValueError:
        raise BadStaff(f"--staff = {text!r}: LOAD:STAFF is expected, such as 3.2:4") from None
    if not 0 < load < staff <= 1_000:
        raise BadStaff(f"--staff = {text!r}: 0 < LOAD < STAFF ≤ 1000 is expected")
    return load, staff
