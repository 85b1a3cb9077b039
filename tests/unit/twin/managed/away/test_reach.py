"""Causes for which a bank is off line add up, and the time without a network is counted once."""

from __future__ import annotations

from typing import Any

from scenarios.days import DAY_MS, HOUR_MS
from tests.equality.both import cases
from tests.equality.managed.both import with_manager
from tests.equality.settings import setting
from twin.managed.counts import Counts, ManagerCounter
from twin.managed.setup import ManagerSetup
from twin.managed.wire.fates import WireFaults

RUN = {"days": 2, "warmup_days": 0, "replications": 1, "seed": 1}
FIRST_DAY = "2026-03-02"


def _outage(kind: str, from_hour: float, hours: float) -> dict[str, Any]:
    return {
        "id": f"{kind}{from_hour:g}", "kind": kind, "first_day": FIRST_DAY,
        "from_hour": from_hour, "hours": hours,
    }  # fmt: skip


def test_a_bank_is_back_when_the_last_cause_is_gone() -> None:
    """Network from 6 to 12, mains from 8 to 15, network again from 14 to 30: one birth under a new
    boot once power and network are both there, at six the next day; 22 hours without the network.
    """
    outages = [_outage("network", 6, 6), _outage("mains", 8, 7), _outage("network", 14, 16)]
    scenario = setting("plain", run=RUN | {"days": 3}, outages=outages, start_date=FIRST_DAY)
    (case,) = cases(scenario, 1, 1)
    group, _ = with_manager(scenario, case)
    (state,) = group.manager.states
    (device,) = state.devices.values()
    assert (device.presence, device.boot, device.births) == ("ready", "b2", 2)
    cut_ms = group.counts.by_site[0, ManagerCounter.CUT_MS].tolist()
    assert cut_ms == [16 * HOUR_MS, 6 * HOUR_MS, 0]


def test_a_bank_says_that_its_power_goes_before_it_is_gone() -> None:
    """So the manager knows why it hears nothing more; without a network it cannot know."""
    for outages, event in (
        ([_outage("mains", 8, 40)], "mains"),
        ([_outage("network", 6, 40), _outage("mains", 8, 40)], ""),
    ):
        scenario = setting("plain", run=RUN, outages=outages, start_date=FIRST_DAY)
        (case,) = cases(scenario, 1, 1)
        group, _ = with_manager(scenario, case)
        (device,) = group.manager.states[0].devices.values()
        assert (device.presence, device.event) == ("lost", event)


def test_cuts_of_the_wire_come_on_top() -> None:
    """The same hours cut twice are counted once; a cut that outlasts the run ends with it."""
    scenario = setting("plain", run=RUN, outages=[_outage("network", 0, 48)], start_date=FIRST_DAY)
    (case,) = cases(scenario, 1, 1)
    cuts = WireFaults(cuts_per_day=20, cut_s=3_000)
    group, _ = with_manager(scenario, case, ManagerSetup(cuts))
    assert group.counts.by_site[0, ManagerCounter.CUT_MS].tolist() == [DAY_MS, DAY_MS]


def test_a_span_is_dealt_to_its_days() -> None:
    """And what lies outside the measured days is not counted."""
    counts = Counts(sites=1, warmup_days=1, measured_days=2)
    counts.add_span(DAY_MS - HOUR_MS, 4 * DAY_MS, 0, ManagerCounter.CUT_MS)
    assert counts.by_site[0, ManagerCounter.CUT_MS].tolist() == [DAY_MS, DAY_MS]
