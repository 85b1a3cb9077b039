"""Who is away when is drawn beforehand; a bank without its network goes on by itself."""

from __future__ import annotations

from itertools import islice

import pytest

from scenarios.days import DAY_MS
from scenarios.streams import Purpose, Streams
from tests.equality.both import cases
from tests.equality.managed.both import with_manager
from tests.equality.settings import setting
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND
from twin.managed.away.outages import windows
from twin.managed.counts import ManagerCounter
from twin.managed.setup import ManagerSetup
from twin.managed.wire.fates import WireFaults

RUN = {"days": 2, "warmup_days": 0, "replications": 1, "seed": 1}


def test_windows_come_as_often_and_last_as_long_as_said() -> None:
    """Means of a Poisson process and an exponential law over 4,000 windows; none overlap."""
    streams = Streams(1, 0)
    found = list(islice(windows(streams, Purpose.WIRE_CUT, "meadow", 0, 24, 60), 4_000))
    ends = [at_ms + length_ms for at_ms, length_ms, _ in found]
    gaps = [begin - end for (begin, _, _), end in zip(found, [0, *ends[:-1]], strict=True)]
    assert min(gaps) >= 0
    assert sum(gaps) / len(gaps) == pytest.approx(DAY_MS / 24, rel=0.06)
    assert sum(length for _, length, _ in found) / len(found) == pytest.approx(60_000, rel=0.06)
    assert list(windows(streams, Purpose.WIRE_CUT, "meadow", 0, 0, 60)) == []


def test_a_bank_without_its_network_lets_people_out_and_takes_nothing() -> None:
    """Cut off for most of two days: nearly everybody collects, by the bank's own key; couriers find
    it closed, and the manager knows in the end who has collected.
    """
    scenario = setting("plain", run=RUN)
    (case,) = cases(scenario, 1, 1)
    cut = WireFaults(cuts_per_day=6, cut_s=20_000)
    group, (log,) = with_manager(scenario, case, ManagerSetup(cut))
    counts = group.counts.by_site.sum(axis=(0, 2))
    assert counts[ManagerCounter.FAILED_DEPOSITS] > 50
    collected = int((log[:, KIND] == Kind.COLLECTION).sum())
    assert collected > 10
    assert counts[ManagerCounter.FAILED_ENTRIES] <= 2
    (state,) = group.manager.states
    ended = [lease.ended for lease in state.parcels.leases.values() if lease.ended]
    assert ended.count("collected") >= collected - 5
    assert state.quarantined == 0


def test_a_broker_that_ends_takes_nobody_with_it() -> None:
    """It is away ten times a day: no bank is thought to be lost for good, nothing is double, and
    after each time all speak again.
    """
    scenario = setting("plain", run=RUN)
    (case,) = cases(scenario, 1, 1)
    faults = WireFaults(broker_ends_per_day=10, broker_end_s=120)
    group, (log,) = with_manager(scenario, case, ManagerSetup(faults))
    (state,) = group.manager.states
    (device,) = state.devices.values()
    assert device.births > 10
    assert device.presence == "ready"
    assert (log[:, KIND] == Kind.DEPOSIT).sum() > 50
