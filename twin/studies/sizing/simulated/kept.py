"""What is kept of a study: its simulations, so that an interrupted one goes on where it was.

Lives here: the file beside the compiled kernel, its name and its pruning. Not here: what is
simulated (`twin.studies.sizing.simulated.evaluate`).

The name is the digest of all that decides a simulation: the scenario, days, seed, what is promised
(not the bounds) and the sources of all that draws, decides and counts. A file that cannot be read
is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from twin.engines.kernel.cache import cache_home
from twin.studies.results import scenario_digest
from twin.studies.running.resuming import source_digest
from twin.studies.sizing.simulated.evaluate import Kept
from twin.studies.sizing.simulated.simulate import Study

KEPT_FILES = 20
"""Studies kept: those used last."""

MAX_BYTES = 200_000_000
"""Columns of a study above this are not written: reading them would take as long as a study."""


def digest_of(study: Study) -> str:
    """The name under which a study's simulations are kept."""
    space = study.space
    content = {
        "scenario": scenario_digest(space.scenario),
        "days": [space.days.first.isoformat(), space.days.warmup_days, space.days.measured_days],
        "seed": study.seed,
        "targets": [probe.target.name for probe in study.probes],
        "choice": space.choice,
        "banks": [space.most_banks, space.bank_width_cm],
        "items": [
            [v.site_class, v.banks, v.points, v.group, v.item.id, v.item.classes]
            for v in space.variables
        ],
        "engine": f"{study.engine.__module__}.{study.engine.__qualname__}",
        "sources": source_digest(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


@contextmanager
def keeping(study: Study, *, fresh: bool = False) -> Iterator[Kept]:
    """What is kept of a study; written back when the block ends, whatever ends it.

    `fresh` reads nothing. Where no file can be written, nothing is kept.
    """
    path = _folder() / f"{digest_of(study)}.npz"
    kept: Kept = {} if fresh else _read(path)
    before = _count(kept)
    try:
        yield kept
    finally:
        if _count(kept) > before:
            _write(path, kept)


def _folder() -> Path:
    return cache_home() / "size"


def _count(kept: Kept) -> int:
    return sum(len(each) for each in kept.values())


def _read(path: Path) -> Kept:
    kept: Kept = {}
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            for name in arrays["names"]:
                number, text = str(name).split(" ", 1)
                sites, part = json.loads(text)
                numbers, events, columns = (
                    arrays[f"{number}-{what}"] for what in ("numbers", "events", "columns")
                )
                kept[tuple(sites), tuple(part)] = {
                    int(r): (made, int(count))
                    for r, made, count in zip(numbers, columns, events, strict=True)
                }
        os.utime(path)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}
    return kept


def _write(path: Path, kept: Kept) -> None:
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {}
    names = []
    for number, (key, made) in enumerate(kept.items()):
        if not made:
            continue
        names.append(f"{number} {json.dumps(key)}")
        arrays[f"{number}-numbers"] = np.array(list(made))
        arrays[f"{number}-events"] = np.array([events for _, events in made.values()])
        arrays[f"{number}-columns"] = np.array([columns for columns, _ in made.values()])
    if sum(array.nbytes for array in arrays.values()) > MAX_BYTES:
        return
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, names=np.array(names), **arrays)
        part.replace(path)
        files = sorted(path.parent.glob("*.npz"), key=lambda each: -each.stat().st_mtime_ns)
        for old in files[KEPT_FILES:]:
            old.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            part.unlink()
