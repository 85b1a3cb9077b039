"""Trace files: what is saved comes back; what is broken, foreign or hostile is refused by name."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from scenarios.demand.whole import compile_trace
from scenarios.reading.errors import Problem, ScenarioError
from scenarios.schema import Scenario
from scenarios.trace import PARCEL_ARRAYS, Trace
from scenarios.tracefile import load_trace, save_trace
from tests.drawn import EVERYTHING, single, whole_trace
from tests.small import scenario
from tests.small_waste import DEPOT, point, waste_scenario

SITES = [
    {"id": "c", "households": 10, "latitude": 36.0, "longitude": 118.0},
    {"id": "k", "count": 3, "households": 5, "latitude": 36.0, "longitude": 118.0},
    {"id": "bare", "households": 5, "latitude": 36.0, "longitude": 118.0},
]
BANKS = [*EVERYTHING["banks"], {"id": "x", "site": "k", "compartments": {"S": 1}}]


def _scenario(**parts: Any) -> Scenario:
    return scenario(**EVERYTHING | {"sites": SITES, "banks": BANKS} | parts)


@pytest.fixture
def saved(tmp_path: Path) -> tuple[Path, Trace]:
    """A trace of five sites, one of them without banks, in a file."""
    path = tmp_path / "trace.npz"
    trace = whole_trace(_scenario())
    save_trace(path, trace, _scenario())
    return path, trace


def _problem(path: Path, drawn: Scenario | None = None) -> Problem:
    with pytest.raises(ScenarioError) as caught:
        load_trace(path, drawn or _scenario())
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    return problem


def _rewrite(path: Path, change: Callable[[dict[str, bytes]], None], **options: Any) -> None:
    """Change the members of an archive."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _array(members: dict[str, bytes], name: str) -> Any:
    return np.load(io.BytesIO(members[f"{name}.npy"]))


def _put(members: dict[str, bytes], name: str, array: Any) -> None:
    buffer = io.BytesIO()
    np.save(buffer, array)
    members[f"{name}.npy"] = buffer.getvalue()


def test_round_trip(saved: tuple[Path, Trace]) -> None:
    """Everything comes back, to the digest, in writable arrays of the right shape."""
    path, trace = saved
    loaded = load_trace(path, _scenario())
    assert loaded.digest() == trace.digest()
    assert [site.site for site in loaded.sites] == ["bare", "c", "k1", "k2", "k3"]
    for name in ("scenario_digest", "seed", "replication", "first_day", "warmup_days"):
        assert getattr(loaded, name) == getattr(trace, name)
    assert loaded.horizon_ms == trace.horizon_ms
    for site in loaded.sites:
        for name in PARCEL_ARRAYS:
            assert getattr(site, name).flags.writeable
            assert getattr(site, name).flags.c_contiguous


def test_same_trace_same_bytes(saved: tuple[Path, Trace], tmp_path: Path) -> None:
    """A file holds no time and no chance."""
    path, trace = saved
    save_trace(tmp_path / "again.npz", trace, _scenario())
    assert (tmp_path / "again.npz").read_bytes() == path.read_bytes()


def test_numpy_reads_it(saved: tuple[Path, Trace]) -> None:
    """The file is an ordinary .npz without pickles."""
    path, trace = saved
    with np.load(path, allow_pickle=False) as arrays:
        arrivals = arrays["visit_arrival_ms"]
    assert len(arrivals) == sum(site.visits for site in trace.sites)


def test_failed_save_leaves_nothing(tmp_path: Path) -> None:
    """A save that fails half-way leaves neither the file nor a torn one, and keeps an older one."""
    path = tmp_path / "trace.npz"
    path.write_text("older")
    trace = whole_trace(_scenario())
    torn = replace(trace.sites[1], lobby_ms=cast("Any", None))
    with pytest.raises((AttributeError, TypeError)):
        save_trace(
            path, replace(trace, sites=(trace.sites[0], torn, *trace.sites[2:])), _scenario()
        )
    assert path.read_text() == "older"
    assert [entry.name for entry in tmp_path.iterdir()] == ["trace.npz"]


def test_trace_of_other_sites_is_not_saved(tmp_path: Path) -> None:
    """A trace is saved for the scenario whose sites it has."""
    with pytest.raises(ValueError, match="sites"):
        save_trace(tmp_path / "t.npz", whole_trace(single()), _scenario())


def test_policy_and_steel_may_differ(saved: tuple[Path, Trace]) -> None:
    """A saved trace runs under another policy, other compartments, fewer reminders."""
    path, trace = saved
    banks = [bank | {"compartments": {"S": 7, "L": 7}} for bank in BANKS]
    other = _scenario(banks=banks, allocation={"size_rule": "own"}, reminders=None)
    assert load_trace(path, other).digest() == trace.digest()


FOREIGN: list[tuple[dict[str, Any], str]] = [
    ({"sites": SITES[:2]}, "sites"),
    ({"sites": [*SITES[:2], SITES[2] | {"id": "bald"}]}, "sites"),
    ({"banks": BANKS[1:]}, "sites.c"),
    ({"couriers": EVERYTHING["couriers"] | {"companies": [{"id": "a", "share": 1.0}]}},
     "couriers.companies"),
    ({"couriers": EVERYTHING["couriers"] | {"mode": "single"}, "rejected": {}}, "couriers.mode"),
    ({"reminders": {"after_h": [1.0, 2.0, 3.0], "answer_share": 0.5}}, "bare.answer_ms"),
    ({"rejected": {"then": ["lobby"]}}, "bare.lobby_ms"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "key"), FOREIGN, ids=[key for _, key in FOREIGN])
def test_foreign_scenario_is_refused(
    saved: tuple[Path, Trace], parts: dict[str, Any], key: str
) -> None:
    """Sites, banks, companies, mode, more reminders, a lobby: the first difference is named."""
    assert _problem(saved[0], _scenario(**parts)).key == key


def test_foreign_sizes_are_refused(saved: tuple[Path, Trace]) -> None:
    """Size classes are numbers in a trace: other sizes would be other parcels."""
    size = {"width_cm": 38, "height_cm": 8, "depth_cm": 64}
    drawn = _scenario(
        sizes=[{"id": "S", **size}, {"id": "XL", **size | {"height_cm": 50}}],
        banks=[bank | {"compartments": {"S": 1}} for bank in BANKS],
        parcels={"per_household_day": 1.0, "size_mix": {"S": 1.0}},
    )
    assert _problem(saved[0], drawn).key == "sizes"


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"PK\x03\x04" + bytes(200)])
def test_rubbish_is_refused(tmp_path: Path, content: bytes) -> None:
    """What is no archive is no trace file."""
    path = tmp_path / "t.npz"
    path.write_bytes(content)
    assert "trace file" in _problem(path).message


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    """A missing file and a folder are named as such."""
    assert "No such file" in _problem(tmp_path / "none.npz").message
    assert "directory" in _problem(tmp_path).message


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.99])
def test_torn_file_is_refused(saved: tuple[Path, Trace], kept: float) -> None:
    """A file cut short never loads."""
    path, _ = saved
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert "trace file" in _problem(path).message


def test_flipped_bits_are_refused(saved: tuple[Path, Trace]) -> None:
    """A changed byte anywhere in the arrays fails the archive's checksum."""
    path, _ = saved
    content = bytearray(path.read_bytes())
    for place in range(3000, len(content) - 3000, 7919):
        content[place] ^= 0x40
        path.write_bytes(content)
        _problem(path)
        content[place] ^= 0x40


def _header(members: dict[str, bytes], **values: Any) -> None:
    members["header.json"] = json.dumps(json.loads(members["header.json"]) | values).encode()


def _lengthen(members: dict[str, bytes]) -> None:
    content = members["dwell_ms.npy"]
    end = content.index(b"\n")
    header = b"{'descr': '<i8', 'fortran_order': False, 'shape': (1000000000000000,), }"
    members["dwell_ms.npy"] = content[:10] + header.ljust(end - 10) + content[end:]


def _shape(members: dict[str, bytes], value: int) -> None:
    shapes = _array(members, "shapes")
    shapes[1, 0, 0] = value
    _put(members, "shapes", shapes)


HOSTILE: list[tuple[Callable[[dict[str, bytes]], Any], str]] = [
    (lambda m: _header(m, version=2), "version"),
    (lambda m: _header(m, surprise=1), "header.surprise"),
    (lambda m: _header(m, measured_days=10**9), "header.measured_days"),
    (lambda m: _header(m, seed="1"), "header.seed"),
    (lambda m: _header(m, first_day="2026-02-30"), ""),
    (lambda m: m.update({"header.json": b"[]"}), "version"),
    (lambda m: m.update({"header.json": b"{" * 100_000}), ""),
    (lambda m: m.pop("dwell_ms.npy"), ""),
    (lambda m: m.update({"evil.npy": b""}), ""),
    (lambda m: m.update({"dwell_ms.npy": b"\x93NUMPY\x01\x00"}), ""),
    (_lengthen, "dwell_ms"),
    (lambda m: _put(m, "dwell_ms", _array(m, "dwell_ms").astype(np.float64)), "dwell_ms"),
    (lambda m: _put(m, "dwell_ms", _array(m, "dwell_ms")[:-1]), "dwell_ms"),
    (lambda m: _put(m, "shapes", _array(m, "shapes")[:-1]), "shapes"),
    (lambda m: _shape(m, -1), "shapes"),
    (lambda m: _shape(m, 2**62), "shapes"),
    (lambda m: _shape(m, 3), "visit_arrival_ms"),
    (lambda m: _put(m, "dwell_ms", -_array(m, "dwell_ms")), "c.dwell_ms"),
    (lambda m: _put(m, "parcel_size", _array(m, "parcel_size") + np.int8(9)), "c.parcel_size"),
    (lambda m: _put(m, "visit_arrival_ms", _array(m, "visit_arrival_ms")[::-1].copy()),
     "c.visit_arrival_ms"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "key"), HOSTILE, ids=range(len(HOSTILE)))
def test_wrong_contents_are_refused(
    saved: tuple[Path, Trace], change: Callable[[dict[str, bytes]], Any], key: str
) -> None:
    """Wrong versions, shapes, types and values end with the array they are in, in no memory."""
    _rewrite(saved[0], change)
    assert _problem(saved[0]).key == key


def test_pickles_are_refused(saved: tuple[Path, Trace]) -> None:
    """An array of objects is never unpickled."""

    def change(members: dict[str, bytes]) -> None:
        buffer = io.BytesIO()
        np.save(buffer, np.array([{"a": 1}], dtype=object), allow_pickle=True)
        members["dwell_ms.npy"] = buffer.getvalue()

    _rewrite(saved[0], change)
    assert _problem(saved[0]).key == "dwell_ms"


def test_bombs_are_refused(saved: tuple[Path, Trace]) -> None:
    """A compressed member is not even opened: it could be a thousand times its size."""
    _rewrite(
        saved[0],
        lambda members: members.update({"header.json": b" " * 50_000_000}),
        compression=zipfile.ZIP_DEFLATED,
    )
    assert "compressed" in _problem(saved[0]).message


def waste(**parts: Any) -> Scenario:
    """Two sites, one of them with a point, its sensor noisy."""
    sites = [
        {"id": "c", "households": 20, **DEPOT},
        {"id": "d", "households": 5, **DEPOT},
    ]
    sensor = {"report_every_min": 60, "noise_mm": 3}
    return waste_scenario(sites=sites, waste_points=[point(sensor=sensor, **parts)])


def test_round_trip_of_waste(tmp_path: Path) -> None:
    """Drop-offs and noise come back as they were; a site without points has none."""
    drawn = compile_trace(waste(), "feed")
    save_trace(tmp_path / "trace.npz", drawn, waste())
    loaded = load_trace(tmp_path / "trace.npz", waste())
    assert loaded.digest() == drawn.digest()
    assert [site.waste is None for site in loaded.sites] == [False, True]
    assert loaded.sites[0].drop_offs > 0


def test_another_design_of_the_same_points_replays(tmp_path: Path) -> None:
    """Another volume, yes; another point or more bins than noise was drawn for, no."""
    path = tmp_path / "trace.npz"
    save_trace(path, compile_trace(waste(), "feed"), waste())
    larger = [{"id": "f", "stream": "food", "volume_l": 50}]
    assert load_trace(path, waste(bins=larger)).sites[0].drop_offs > 0
    with pytest.raises(ScenarioError, match="waste"):
        load_trace(path, waste(id="q"))
    with pytest.raises(ScenarioError, match="noise_milli"):
        load_trace(path, waste(bins=[larger[0] | {"count": 2}]))


def test_a_trace_without_waste_is_none_for_points(tmp_path: Path) -> None:
    """And the other way round: the first difference is named."""
    path = tmp_path / "trace.npz"
    save_trace(path, whole_trace(scenario()), scenario())
    with pytest.raises(ScenarioError, match="the trace is of another scenario"):
        load_trace(path, waste())


def test_round_trip_of_what_watches(tmp_path: Path) -> None:
    """Every array of the watch part; a scenario with another camera elsewhere is refused."""
    parts = {
        "supervision": {"shifts": [{"from_hour": 6, "to_hour": 9}], "absence_share": 0.5},
        "camera": {"false_per_day": 5},
    }
    path = tmp_path / "trace.npz"
    drawn = compile_trace(waste(**parts), "feed")
    save_trace(path, drawn, waste(**parts))
    loaded = load_trace(path, waste(**parts))
    assert loaded.digest() == drawn.digest()
    assert loaded.sites[0].watch is not None
    other = parts | {"camera": {"report_from": 0.9, "false_per_day": 5}}
    assert load_trace(path, waste(**other)).digest() == drawn.digest()
    with pytest.raises(ScenarioError, match="watch"):
        load_trace(path, waste(**parts, linkage={"by": "contact"}))
    with pytest.raises(ScenarioError, match=r"watch = .*: the scenario has null"):
        load_trace(path, waste())


FAILING = {
    "faults": [
        {"id": kind, "mtbf_h": 30.0, "repair": {"work": {"mean_h": 2.0}}}
        for kind in ("mains", "terminal", "door")
    ]
}


def test_round_trip_of_faults(tmp_path: Path) -> None:
    """Every site's faults come back; another plan replays them, other kinds of faults do not."""
    path, drawn = tmp_path / "trace.npz", compile_trace(_scenario(**FAILING), "feed")
    save_trace(path, drawn, _scenario(**FAILING))
    loaded = load_trace(path, _scenario(**FAILING, emergency={"offline_codes": True}))
    assert loaded.digest() == drawn.digest()
    counts = [site.faults.components for site in loaded.sites if site.faults is not None]
    assert counts == [0, 5, 3, 3, 3]
    with pytest.raises(ScenarioError, match="faults"):
        load_trace(path, _scenario(faults=FAILING["faults"][:2]))


def test_faults_that_end_too_soon_are_refused(tmp_path: Path) -> None:
    """Operating times must reach past the horizon, or a component would stand for ever."""
    path = tmp_path / "trace.npz"
    save_trace(path, compile_trace(_scenario(**FAILING), "feed"), _scenario(**FAILING))
    _rewrite(
        path,
        lambda m: _put(m, "faults.operating_ms", _array(m, "faults.operating_ms") * 0 + 1),
    )
    with pytest.raises(ScenarioError, match="faults"):
        load_trace(path, _scenario(**FAILING))
