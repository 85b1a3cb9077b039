"""Trace files: the trace of a whole run in one `.npz`, and back.

Lives here: the layout of the file, writing, and reading so strictly that an engine can trust what
it gets. Not here: drawing traces, or traces from logs of real deposits (`scenarios.logs`).

A zip archive, nothing in it compressed, so that no member is larger than the file:

    header.json   version, what it was drawn from, days, ids of sites, banks, sizes, companies
    shapes.npy    rows and columns of each array of each site, int64 [sites, arrays, 2]
    NAME.npy      one array of all sites, one site after the other, flat
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from scenarios.expand import count_sites, expand_sites
from scenarios.parts.table import PARTS, part_ids
from scenarios.reading.errors import Problem, ScenarioError, show_value
from scenarios.schema import Scenario
from scenarios.trace import MAX_ENTITIES, Fault, SiteTrace, Trace, find_fault
from scenarios.tracearrays import (
    COLUMNS,
    VERSION,
    Header,
    array_of,
    array_types,
    put_together,
)

MAX_HEADER_BYTES = 256 * 1024 * 1024
"""A header of a million sites with three banks each has about 60 MB."""

CHUNK_BYTES = 1 << 22
"""Bytes read at once."""

_BROKEN = (zipfile.BadZipFile, OSError, EOFError, ValueError, KeyError, RuntimeError)


def save_trace(path: Path, trace: Trace, scenario: Scenario) -> None:
    """Write `trace`, drawn from `scenario`, to `path`; the same trace gives the same bytes.

    Written under another name beside it and renamed when whole, so that a half-written file never
    bears the name. Raises OSError where that fails, ValueError when the sites are not `scenario`'s.
    """
    ids = [site.site for site in trace.sites]
    places = [(place.id, [bank.id for bank in place.banks]) for place in expand_sites(scenario)]
    if ids != [place for place, _ in places]:
        raise ValueError("the trace has not the sites of the scenario")
    header = Header(
        format="courtyard trace",
        version=VERSION,
        scenario_digest=trace.scenario_digest,
        seed=trace.seed,
        replication=trace.replication,
        first_day=trace.first_day.isoformat(),
        warmup_days=trace.warmup_days,
        measured_days=trace.measured_days,
        attended=all(site.attended for site in trace.sites),
        sizes=[size.id for size in scenario.sizes],
        companies=[company.id for company in scenario.couriers.companies],
        sites=places,
        **part_ids(scenario),
    )
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("wb") as file:
            _write(file, header, trace)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write(file: BinaryIO, header: Header, trace: Trace) -> None:
    types = array_types(header.parts)
    shapes = np.array(
        [[_shape(array_of(site, name)) for name in types] for site in trace.sites], dtype=np.int64
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("header.json"), header.model_dump_json(exclude_none=True))
        _write_array(archive, "shapes", shapes.shape, np.dtype(np.int64), iter([shapes]))
        for number, (name, dtype) in enumerate(types.items()):
            total = int(shapes[:, number].prod(axis=1).sum())
            arrays = (array_of(site, name) for site in trace.sites)
            _write_array(archive, name, (total,), dtype, arrays)


def _shape(array: npt.NDArray[Any]) -> tuple[int, int]:
    return (array.shape[0], array.shape[1] if array.ndim == 2 else 1)


def _write_array(
    archive: zipfile.ZipFile,
    name: str,
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
    parts: Iterator[npt.NDArray[Any]],
) -> None:
    little = dtype.newbyteorder("<")
    described = {"descr": little.str, "fortran_order": False, "shape": shape}
    with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
        np.lib.format.write_array_header_1_0(member, described)
        for part in parts:
            member.write(np.ascontiguousarray(part, dtype=little).tobytes())


def load_trace(path: Path, scenario: Scenario) -> Trace:
    """Read the trace at `path` for `scenario`, which must have its sites, banks, sizes, companies.

    Policies, rules and compartments may differ: that is what a saved trace is for; who would be at
    home or answer stays as it was drawn. Raises ScenarioError when the file is missing, broken, of
    another version or for another scenario, or when any value is out of its range; memory needed
    is about the size of the file.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            _check_sizes(archive, path, size)
            header = _read_header(archive, path)
            _check_scenario(header, scenario, path)
            types = array_types(header.parts)
            _check_members(archive, path, types)
            shapes = _read_array(archive, "shapes", np.dtype(np.int64), path)
            arrays = {
                name: _read_array(archive, name, dtype, path) for name, dtype in types.items()
            }
    except _BROKEN as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        _refuse(path, "", f"is no readable trace file: {reason}")
    trace = Trace(
        scenario_digest=header.scenario_digest,
        seed=header.seed,
        replication=header.replication,
        first_day=dt.date.fromisoformat(header.first_day),
        warmup_days=header.warmup_days,
        measured_days=header.measured_days,
        sites=tuple(_divide(header, scenario, shapes, arrays, path)),
    )
    _check_values(header, trace, scenario, path)
    return trace


def _refuse(path: Path, key: str, message: str, value: object = None, bound: str = "") -> NoReturn:
    shown = None if value is None else show_value(value)
    raise ScenarioError(Problem(message, str(path), None, key, shown, bound or None)) from None


def _check_sizes(archive: zipfile.ZipFile, path: Path, size: int) -> None:
    """Refuse, before anything is read, what is compressed or claims to be larger than the file."""
    members = archive.infolist()
    if "header.json" not in {member.filename for member in members}:
        _refuse(path, "", "is no trace file: it has no header")
    if any(m.compress_type != zipfile.ZIP_STORED or m.flag_bits & 1 for m in members):
        _refuse(path, "", "is compressed or encrypted: a trace file is stored as it is")
    claimed = sum(member.file_size for member in members)
    if claimed > size:
        _refuse(path, "", f"claims {claimed:,} bytes of arrays and has {size:,}")


def _check_members(archive: zipfile.ZipFile, path: Path, types: Iterable[str]) -> None:
    expected = {"header.json", "shapes.npy", *(f"{name}.npy" for name in types)}
    members = archive.infolist()
    if len(members) != len(expected) or {member.filename for member in members} != expected:
        _refuse(path, "", "is no trace file: it has not the arrays of a trace of this scenario")


def _read_header(archive: zipfile.ZipFile, path: Path) -> Header:
    if archive.getinfo("header.json").file_size > MAX_HEADER_BYTES:
        _refuse(path, "header", f"is longer than {MAX_HEADER_BYTES:,} bytes")
    text = archive.read("header.json")
    version = json.loads(text).get("version") if text.startswith(b"{") else None
    if version != VERSION:
        _refuse(path, "version", f"must be {VERSION}: drawn by another release, draw it again",
                version, f"= {VERSION}")  # fmt: skip
    try:
        header = Header.model_validate_json(text)
        dt.date.fromisoformat(header.first_day)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(["header", *(str(part) for part in first["loc"])])
        _refuse(path, key, first["msg"], first["input"])
    return header


def _check_scenario(header: Header, scenario: Scenario, path: Path) -> None:
    """Refuse a trace of another scenario; the first difference is named."""
    for what, traced, own in (
        ("sizes", header.sizes, [size.id for size in scenario.sizes]),
        ("couriers.companies", header.companies, [c.id for c in scenario.couriers.companies]),
    ):
        if traced != own:
            _refuse(path, what, f"the trace is of another scenario, which has {show_value(own)}",
                    traced)  # fmt: skip
    if header.attended and scenario.couriers.mode == "single":
        _refuse(path, "couriers.mode", "the scenario has single", "visits", "= single")
    for place, (site, banks) in zip(expand_sites(scenario), header.sites, strict=False):
        if site != place.id:
            _refuse(path, "sites", f"the scenario has {place.id} there", site)
        if banks != [bank.id for bank in place.banks]:
            own_banks = show_value([bank.id for bank in place.banks])
            _refuse(path, f"sites.{site}", f"the scenario has the banks {own_banks} there", banks)
    own_parts = part_ids(scenario)
    for part in PARTS:
        traced_ids, ids = header.parts.get(part.name), own_parts.get(part.name)
        if traced_ids != ids and not (part.may_be_left and ids is None):
            _refuse(path, part.name, f"the scenario has {show_value(ids)}", traced_ids)
    if len(header.sites) != count_sites(scenario):
        _refuse(path, "sites", f"the scenario has {count_sites(scenario)}", len(header.sites))


def _read_array(
    archive: zipfile.ZipFile, name: str, dtype: np.dtype[Any], path: Path
) -> npt.NDArray[Any]:
    """One member; its shape must be what its size says, before any memory is taken."""
    little = dtype.newbyteorder("<")
    with archive.open(f"{name}.npy") as member:
        if np.lib.format.read_magic(member) != (1, 0):
            _refuse(path, name, "is no array that a trace file can hold")
        shape, fortran, found = np.lib.format.read_array_header_1_0(member)
        held = archive.getinfo(f"{name}.npy").file_size - member.tell()
        if fortran or found != little or min(shape, default=0) < 0:
            _refuse(path, name, f"is of {found}", shape, f"{little}")
        if math.prod(shape) * dtype.itemsize != held:
            _refuse(path, name, f"has {held} bytes, which make no {found} of this shape", shape)
        content, filled = bytearray(held), 0
        while chunk := member.read(CHUNK_BYTES):
            content[filled : filled + len(chunk)] = chunk
            filled += len(chunk)
    if filled != held:
        _refuse(path, name, f"ends after {filled} of {held} bytes")
    return np.frombuffer(content, dtype=little).reshape(shape).astype(dtype, copy=False)


def _divide(
    header: Header,
    scenario: Scenario,
    shapes: npt.NDArray[np.int64],
    arrays: dict[str, npt.NDArray[Any]],
    path: Path,
) -> Iterator[SiteTrace]:
    """The arrays cut into sites; the cuts must come out even."""
    expected = (len(header.sites), len(arrays), 2)
    if shapes.shape != expected:
        _refuse(path, "shapes", "is of this shape", shapes.shape, str(expected))
    if shapes.size and not 0 <= shapes.min() <= shapes.max() <= MAX_ENTITIES + 1:
        _refuse(path, "shapes", f"must be 0 to {MAX_ENTITIES + 1}")
    cuts: dict[str, npt.NDArray[np.int64]] = {}
    for number, (name, array) in enumerate(arrays.items()):
        columns = shapes[:, number, 1]
        most = COLUMNS.get(name, 1)
        if columns.size and (columns.max() > most or (name not in COLUMNS and columns.min() < 1)):
            _refuse(path, f"shapes.{name}", "too many or too few columns", bound=f"<= {most}")
        lengths = shapes[:, number, 0] * columns
        if array.shape != (int(lengths.sum()),):
            _refuse(path, name, "is not as long as the sites need", array.shape[0])
        cuts[name] = np.cumsum(lengths) - lengths
    asked = header.parts.keys() & part_ids(scenario).keys()
    for site, place in enumerate(expand_sites(scenario)):
        own: dict[str, Any] = {}
        for (name, array), (rows, wide) in zip(arrays.items(), shapes[site].tolist(), strict=True):
            first = int(cuts[name][site])
            part = array[first : first + rows * wide]
            own[name] = part.reshape(rows, wide) if name in COLUMNS else part
        standing = {row.name for row in PARTS if row.name in asked and row.stands(place)}
        yield put_together(place.id, header.attended, own, standing)


def _check_values(header: Header, trace: Trace, scenario: Scenario, path: Path) -> None:
    reminders = len(scenario.reminders.after_h) if scenario.reminders else 0
    places = expand_sites(scenario)
    for site, (_, banks), place in zip(trace.sites, header.sites, places, strict=True):
        fault = find_fault(
            site,
            banks=len(banks),
            sizes=len(header.sizes),
            companies=len(header.companies),
            reminders=reminders,
            lobby="lobby" in scenario.rejected.then,
            horizon_ms=trace.horizon_ms,
        )
        for part in PARTS:
            if fault is None and (own := getattr(site, part.name)) is not None:
                wrong = part.find_wrong(own, scenario, place, trace.horizon_ms)
                fault = None if wrong is None else Fault(*wrong)
        if fault is not None:
            key = f"{site.site}.{fault.array}"
            _refuse(path, key, f"must be {fault.bound}", fault.value, fault.bound)
