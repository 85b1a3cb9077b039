"""The kernel's driver: full buffers, reused memory, threads, and what it refuses."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.days import lay_out_days
from scenarios.initial import HeldParcels
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from tests.equality.both import Case, cases, compare, logs
from tests.equality.settings import setting
from tests.small import H, column, scenario, trace
from twin.engines.kernel.engine import run_group
from twin.eventlog.log import BLOCK_RECORDS
from twin.world.plan import plan_groups


def _case(given: Scenario, *traces: SiteTrace, held: HeldParcels | None = None) -> Case:
    (plan,) = plan_groups(given, lay_out_days(given))
    return Case(plan, traces, (held,) + (None,) * (len(traces) - 1))


def _held(**arrays: Any) -> HeldParcels:
    one = {
        "bank": column(0),
        "compartment": column(1),
        "size": column(0),
        "company": column(0),
        "deposited_ms": column(-5 * H),
        "dwell_ms": column(9 * H),
        "clock_ms": column(-1),
        "answer_ms": np.zeros((1, 0), dtype=np.int64),
        "fee_lead_ms": column(-1),
    }
    return HeldParcels(**(one | arrays))


def test_an_event_may_write_more_than_a_block() -> None:
    """A visit that takes 10,000 parcels back, and a retry that brings them along, fit the log."""
    crowd = 10_000
    given = scenario(rejected={"then": ["depot"], "delivery_days": 2})
    visits = [(9 * H, [0] * crowd), (33 * H, [0]), (57 * H, [0])]
    (log,) = compare(_case(given, trace(visits, handling_ms=0)))
    assert crowd > BLOCK_RECORDS
    assert len(log) > 4 * crowd


def test_slots_grow_with_the_lobby() -> None:
    """Parcels that lie on the floor for days are more than the slots at the start."""
    given = scenario(rejected={"then": ["lobby"]})
    visits = [((9 + hour) * H, [0] * 500) for hour in range(8)]
    (log,) = compare(_case(given, trace(visits, handling_ms=10, lobby_ms=50 * H)))
    assert len(log) > 2 * 8 * 500


def test_a_visit_without_parcels_does_not_happen() -> None:
    """A timetable's call with nothing on board leaves no record, in either engine."""
    given = scenario()
    visits: list[tuple[int, list[int]]] = [(9 * H, []), (9 * H, [0, -1]), (10 * H, [])]
    (log,) = compare(_case(given, trace(visits)))
    assert set(log[log[:, 1] == 20][:, 2].tolist()) == {1}


def test_nothing_to_do_is_a_log() -> None:
    """No parcel, no visit: the banks as they stand, and the end."""
    (log,) = compare(_case(scenario(), trace([])))
    assert log[:, 1].tolist() == [1, 1, 127]


def test_memory_left_from_before_does_not_matter() -> None:
    """Large, small, coupled and single groups after each other give what each gives alone."""
    mixed = [
        case
        for name in ("everything", "plain", "other sites", "single", "everything")
        for case in cases(setting(name), held_share=0.4)
    ]
    first = [logs(run_group, case) for case in mixed]
    for case, before in zip(reversed(mixed), reversed(first), strict=True):
        for again, log in zip(logs(run_group, case), before, strict=True):
            assert np.array_equal(again, log)


def test_a_writer_may_run_another_group() -> None:
    """The memory of a run that is under way is not given to a second one."""
    (outer,) = cases(setting("plain"))
    (inner,) = cases(setting("single"), seed=2)
    alone, inside, around = logs(run_group, inner), [], []

    def write(_: int, block: Any) -> None:
        inside.append(logs(run_group, inner))
        around.append(block.copy())

    run_group(outer.plan, outer.traces, outer.held, write)
    assert all(np.array_equal(log, alone[0]) for (log,) in inside)
    assert np.array_equal(np.concatenate(around), logs(run_group, outer)[0])


def test_threads_run_groups_side_by_side() -> None:
    """Four threads at once write what one does."""
    many = [case for seed in range(4) for case in cases(setting("everything"), seed)]
    alone = [logs(run_group, case) for case in many]
    found: dict[int, Any] = {}

    def work(number: int) -> None:
        for _ in range(5):
            found[number] = logs(run_group, many[number])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(many))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, expected in enumerate(alone):
        assert all(np.array_equal(a, b) for a, b in zip(found[number], expected, strict=True))


def test_arrays_that_may_not_be_written_are_read() -> None:
    """A trace of read-only arrays, as from a mapped file, runs as it is."""
    (case,) = cases(setting("plain"))
    locked = {}
    for name in ("visit_arrival_ms", "dwell_ms", "parcel_size", "handling_ms"):
        locked[name] = getattr(case.traces[0], name).copy()
        locked[name].setflags(write=False)
    compare(Case(case.plan, (replace(case.traces[0], **locked),), case.held))


NO_TRACES: list[tuple[dict[str, Any], str]] = [
    ({"visit_arrival_ms": column(9 * H, 8 * H)}, r"visit_arrival_ms\[1\] = 28800000"),
    ({"visit_arrival_ms": column(-1, 8 * H)}, r"visit_arrival_ms\[0\] = -1: must be 0 to"),
    ({"visit_bank": column(0, 1)}, r"visit_bank\[1\] = 1: must be 0 to 0"),
    ({"visit_company": column(0, -2)}, r"visit_company\[1\] = -2"),
    ({"visit_company": column(0)}, r"visit_company has shape \(1,\)"),
    ({"visit_first_parcel": column(0, 2, 9)}, r"visit_first_parcel\[2\] = 9: must be 0 to 3"),
    ({"visit_first_parcel": column(0, 2, 1)}, r"visit_first_parcel\[2\] = 1"),
    ({"visit_first_parcel": column(0, 3)}, r"visit_first_parcel has shape"),
    ({"parcel_size": np.array([0, 1, 2], dtype=np.int8)}, r"parcel_size\[2\] = 2"),
    ({"dwell_ms": column(1, 2)}, r"dwell_ms has 2 rows: must have 1 or 3"),
    ({"dwell_ms": column(1, 2, 2**62)}, r"dwell_ms\[2\] = 4611686018427387904: must be 0 to"),
    ({"dwell_ms": np.array([0.5])}, r"dwell_ms holds float64"),
    ({"handling_ms": column(1)}, r"handling_ms has 1 dimensions"),
    ({"handling_ms": np.zeros((1, 0), dtype=np.int64)}, r"handling_ms has 0 columns"),
    ({"answer_ms": np.zeros((1, 0), dtype=np.int64)}, r"answer_ms has 0 columns"),
    ({"attended": False}, r"attended = False: the plan says True"),
]
"""Arrays that do not fit a site with one bank, two sizes and one reminder, and what is said."""


@pytest.mark.parametrize(("arrays", "says"), NO_TRACES)
def test_a_trace_that_does_not_fit_is_refused(arrays: dict[str, Any], says: str) -> None:
    """Wrong shapes, ranges and orders are named before anything runs, with site and index."""
    given = scenario(reminders={"after_h": [4.0], "answer_share": 0.5})
    right = trace([(8 * H, [0, 1]), (9 * H, [0])], answer_ms=[H])
    with pytest.raises(ValueError, match=f"trace of site c: {says}"):
        logs(run_group, _case(given, replace(right, **arrays)))


NO_STATES: list[tuple[dict[str, Any], str]] = [
    ({"bank": column(1)}, r"held.bank\[0\] = 1: must be 0 to 0"),
    ({"size": column(-1)}, r"held.size\[0\] = -1"),
    ({"deposited_ms": column(1)}, r"held.deposited_ms\[0\] = 1"),
    ({"compartment": column(4)}, "has no number 4"),
    ({"dwell_ms": column(1, 2)}, "held.dwell_ms has 2 rows"),
]
"""Parcels held that do not fit that site, and what is said."""


@pytest.mark.parametrize(("arrays", "says"), NO_STATES)
def test_an_initial_state_that_does_not_fit_is_refused(arrays: dict[str, Any], says: str) -> None:
    """Banks, compartments and times of parcels held are checked like the trace."""
    with pytest.raises(ValueError, match=says):
        logs(run_group, _case(scenario(), trace([]), held=_held(**arrays)))


def test_two_parcels_in_one_compartment_are_refused() -> None:
    """An initial state cannot hold two parcels behind one door."""
    two = {name: np.repeat(getattr(_held(), name), 2, axis=0) for name in _held().__slots__}
    with pytest.raises(ValueError, match="two parcels in compartment 1"):
        logs(run_group, _case(scenario(), trace([]), held=HeldParcels(**two)))


def test_a_trace_for_every_site() -> None:
    """As many traces as sites."""
    with pytest.raises(ValueError, match="1 sites, 2 traces"):
        logs(run_group, _case(scenario(), trace([]), trace([])))
