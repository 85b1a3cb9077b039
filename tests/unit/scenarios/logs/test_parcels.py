"""Traces from logs of real lockers: times, order, dwell as observed, and errors by line."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.behaviour.collection import planned_collection_ms
from scenarios.days import DAY_MS, HOUR_MS
from scenarios.logs import parcels
from scenarios.logs.parcels import trace_from_csv
from scenarios.reading.errors import ScenarioError
from scenarios.schema import Scenario
from scenarios.trace import Trace, find_fault
from tests.small import scenario

HEADER = "parcel,bank,size,deposited_at,collected_at"
SITES = [
    {"id": "c", "households": 10, "latitude": 36.0, "longitude": 118.0},
    {"id": "k", "count": 2, "households": 5, "latitude": 36.0, "longitude": 118.0},
]
BANKS = [
    {"id": "b", "site": "c", "compartments": {"S": 2}},
    {"id": "d", "site": "c", "compartments": {"S": 2}},
    {"id": "x", "site": "k", "compartments": {"S": 2}},
]


def _scenario(**parts: Any) -> Scenario:
    return scenario(**{"sites": SITES, "banks": BANKS} | parts)


def _trace(folder: Path, *rows: str, header: str = HEADER, **parts: Any) -> Trace:
    path = folder / "log.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return trace_from_csv(_scenario(**parts), path, "feed")


def _message(folder: Path, *rows: str, header: str = HEADER) -> str:
    with pytest.raises(ScenarioError) as caught:
        _trace(folder, *rows, header=header)
    return str(caught.value).replace(str(folder) + "/", "")


def test_log_becomes_a_trace(tmp_path: Path) -> None:
    """Sites by bank, time 0 at the local midnight of the first day, parcels by time of deposit."""
    trace = _trace(
        tmp_path,
        "p1,b,S,2026-03-02T10:00:00+08:00,2026-03-02T18:30:00+08:00",
        "p2,d,L,2026-03-02T01:30:00Z,2026-03-03T00:00:00.250Z",
        "p3,x2,S,2026-03-03T10:00:00+0800,",
        "p4,b,S,2026-03-02 10:00:00+08:00,2026-03-02T10:00:00+08:00",
    )
    assert trace.first_day == dt.date(2026, 3, 2)
    assert (trace.warmup_days, trace.measured_days, trace.seed) == (0, 2, 0)
    assert trace.scenario_digest == "feed"
    site, first, second = trace.sites
    assert [s.site for s in trace.sites] == ["c", "k1", "k2"]
    assert site.visit_arrival_ms.tolist() == [9.5 * HOUR_MS, 10 * HOUR_MS, 10 * HOUR_MS]
    assert site.visit_bank.tolist() == [1, 0, 0]
    assert site.parcel_size.tolist() == [1, 0, 0]
    assert site.dwell_ms.tolist() == [22.5 * HOUR_MS + 250, 8.5 * HOUR_MS, 1]
    assert first.parcels == 0
    assert second.visit_arrival_ms.tolist() == [DAY_MS + 10 * HOUR_MS]
    assert second.visit_arrival_ms[0] + second.dwell_ms[0] > trace.horizon_ms
    assert not site.attended
    for number, each in enumerate(trace.sites):
        banks = (2, 1, 1)[number]
        fault = find_fault(each, banks=banks, sizes=2, companies=1, reminders=0, lobby=True,
                           horizon_ms=trace.horizon_ms)  # fmt: skip
        assert fault is None


def test_first_day_is_local(tmp_path: Path) -> None:
    """23:30 in Shanghai is that day, though it is 15:30 in Greenwich; 16:30 Z is the next."""
    late = _trace(tmp_path, "p1,b,S,2026-03-02T15:30:00Z,")
    assert late.first_day == dt.date(2026, 3, 2)
    assert late.sites[0].visit_arrival_ms.tolist() == [23.5 * HOUR_MS]
    next_day = _trace(tmp_path, "p1,b,S,2026-03-02T16:30:00Z,")
    assert next_day.first_day == dt.date(2026, 3, 3)


def test_weekend_is_taken_out_of_the_dwell(tmp_path: Path) -> None:
    """The latent dwell is what the weekend factor stretches to the observed one."""
    trace = _trace(
        tmp_path,
        "p1,b,S,2026-03-06T10:00:00+08:00,2026-03-06T20:00:00+08:00",
        "p2,b,S,2026-03-07T10:00:00+08:00,2026-03-07T20:00:01+08:00",
        dwell={"law": {"kind": "fixed", "mean_h": 9}, "weekend_factor": 0.7},
    )
    site = trace.sites[0]
    lying = [
        planned_collection_ms(int(at), int(dwell), -1, 4, 700) - int(at)
        for at, dwell in zip(site.visit_arrival_ms, site.dwell_ms, strict=True)
    ]
    assert lying == [10 * HOUR_MS, 10 * HOUR_MS + 1000]


def test_reminders_of_the_scenario_have_no_answers(tmp_path: Path) -> None:
    """Observed dwell already holds what reminders did."""
    row = "p1,b,S,2026-03-02T10:00:00+08:00,"
    trace = _trace(tmp_path, row, reminders={"after_h": [1.0, 2.0], "answer_share": 0.5})
    assert trace.sites[0].answer_ms.tolist() == [[-1, -1]]


def test_forms_of_csv(tmp_path: Path) -> None:
    """A byte order mark, other columns, another order, quotes, blanks and empty lines are fine."""
    path = tmp_path / "log.csv"
    path.write_bytes(
        "\ufeffcollected_at, deposited_at,note,size,bank,parcel\r\n\r\n"
        '"","2026-03-02T10:00:00+08:00","two\r\nlines", S ,b,p1\r\n'.encode()
    )
    assert trace_from_csv(_scenario(), path).sites[0].parcels == 1


GOOD = "p0,b,S,2026-03-02T10:00:00+08:00,"
BAD_ROWS = [
    (",b,S,2026-03-02T10:00:00+08:00,", "parcel = '': must not be empty"),
    ("p1,bb,S,2026-03-02T10:00:00+08:00,",
     "bank = 'bb': no such bank in the scenario (did you mean b?)"),
    ("p1,k1,S,2026-03-02T10:00:00+08:00,", "bank = 'k1': no such bank"),
    ("p1,b,s,2026-03-02T10:00:00+08:00,",
     "size = 's': no such size in the scenario (did you mean S?"),
    ("p1,b,oversize,2026-03-02T10:00:00+08:00,", "size = 'oversize': no such size"),
    ("p1,b,S,2026-03-02T10:00:00,", "deposited_at = '2026-03-02T10:00:00': has no offset"),
    ("p1,b,S,2026-03-02,", "deposited_at = '2026-03-02': has no offset"),
    ("p1,b,S,10:00,", "deposited_at = '10:00': must be a time such as"),
    ("p1,b,S,2026-02-30T10:00:00Z,", "deposited_at = '2026-02-30T10:00:00Z': must be a time"),
    ("p1,b,S,,", "deposited_at = '': must be a time"),
    ("p1,b,S,0001-01-01T00:00:00+14:00,", "the year must be 1970 to 2200"),
    ("p1,b,S,2026-03-02T10:00:00Z,2026-03-02T09:59:59Z",
     "collected_at = '2026-03-02T09:59:59Z': is before"),
    ("p1,b,S", "3 cells"),
    ("p0,b,S,2026-03-03T10:00:00+08:00,", "parcel = 'p0': stands in line 2 already"),
    ("p1,b,S,\x002026,", "deposited_at"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "message"), BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_bad_rows_are_named(tmp_path: Path, row: str, message: str) -> None:
    """A bad cell is shown with file, line, column and value."""
    said = _message(tmp_path, GOOD, row)
    assert said.startswith("log.csv:3: ")
    assert message in said or "\x00" in row


def test_many_bad_rows(tmp_path: Path) -> None:
    """The first twenty are shown, the rest is counted."""
    said = _message(tmp_path, GOOD, *(f"p{n},b,S,never," for n in range(50))).splitlines()
    assert len(said) == 21
    assert said[19].startswith("log.csv:22: ")
    assert said[20] == "and 30 more"


def test_many_duplicates(tmp_path: Path) -> None:
    """Duplicates are counted too, and named in order of lines."""
    rows = [f"p{n % 30},b,S,2026-03-02T10:00:00Z," for n in range(60)]
    said = _message(tmp_path, *rows).splitlines()
    assert len(said) == 21
    assert said[20] == "and 10 more"


def test_digests_that_collide_are_no_duplicates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids are compared as texts before they are called the same."""
    monkeypatch.setattr(parcels, "_identity", len)
    rows = [f"p{n},b,S,2026-03-02T10:00:00Z," for n in range(8)]
    assert _trace(tmp_path, *rows).sites[0].parcels == 8


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("", "has no column parcel"),
        ("parcel,bank,size,deposited_at", "has no column collected_at"),
        ("parcel,bank,size,deposit_at,collected_at", "is 'deposit_at' meant for it?"),
        (HEADER + ",bank", "has twice the column bank"),
    ],
)
def test_header(tmp_path: Path, header: str, message: str) -> None:
    """Missing and doubled columns are named, with the ones that are needed."""
    assert message in _message(tmp_path, GOOD, header=header)


def test_empty_missing_and_strange_files(tmp_path: Path) -> None:
    """No rows, no file, a folder, bytes that are no text: one sentence each."""
    assert "holds no parcels" in _message(tmp_path)
    for path, message in (
        (tmp_path / "none.csv", "No such file"),
        (tmp_path, "directory"),
    ):
        with pytest.raises(ScenarioError, match=message):
            trace_from_csv(_scenario(), path)
    binary = tmp_path / "binary.csv"
    binary.write_bytes(bytes(range(256)) * 10)
    with pytest.raises(ScenarioError, match=re.escape("binary.csv")):
        trace_from_csv(_scenario(), binary)


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, characters of a line and days have bounds that are quoted."""
    assert "longer than 10,000 characters" in _message(tmp_path, "p" * 20_000)
    rows = [f"p{n},b,S,{2010 + n}-03-02T10:00:00Z," for n in range(12)]
    assert "spans 4,019 days: must be at most 3,660" in _message(tmp_path, *rows)
    monkeypatch.setattr(parcels, "MAX_ROWS", 5)
    assert "log.csv:7: has more than 5 rows" in _message(tmp_path, *rows)


def test_large_log_in_order(tmp_path: Path) -> None:
    """Rows in any order become visits in order of time, ties in order of lines."""
    start = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    minutes = [(n * 7919) % 5000 for n in range(6000)]
    rows = [
        f"p{n},b,{'SL'[n % 2]},{(start + dt.timedelta(minutes=m)).isoformat()},"
        for n, m in enumerate(minutes)
    ]
    site = _trace(tmp_path, *rows).sites[0]
    assert (np.diff(site.visit_arrival_ms) >= 0).all()
    expected = [n % 2 for n in sorted(range(6000), key=lambda n: (minutes[n], n))]
    assert site.parcel_size.tolist() == expected
