"""What is kept of a large run under way, so that one that was ended goes on where it was.

Lives here: the file of finished batches beside a result, and whose run it is. Not here: which
batches there are (`twin.studies.replications`), how outcomes are joined.

The file begins with the digest of all that decides the run. Then comes a frame for each batch, in
the order in which batches are joined: length, SHA-256, content. A frame that was cut off, and all
behind it, is as good as none: whoever is killed loses the batches that were not yet joined.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np

import devices
import fleet
import scenarios
from scenarios.expand import count_sites
from twin import engines, eventlog, figures, world
from twin.figures.network import NetworkCounters
from twin.figures.sums.slots import SlotSums
from twin.studies.running.batch import BatchOutcome, SiteOutcome
from twin.studies.running.logfiles import PARTS
from twin.studies.running.setup import Setup

FILE = "batches.kept"
_MAGIC = b"courtyard batches 1\n"
_DIGEST_BYTES = 32
_LENGTH_BYTES = 8
_SUMS = ("waste", "service", "cold")
_REGION = "region "


class ResumeError(ValueError):
    """There is nothing to go on with, or it is of another run."""

    clear = True


@cache
def source_digest() -> str:
    """Digest of the sources of devices, fleet, scenarios and of the twin below the studies."""
    sha = hashlib.sha256()
    for package in (devices, fleet, scenarios, engines, eventlog, figures, world):
        for folder in package.__path__:
            for path in sorted(Path(folder).rglob("*.py")):
                sha.update(path.read_bytes())
    return sha.hexdigest()


def run_digest(setup: Setup) -> bytes:
    """Digest of all that decides the batches of a run, the number of replications left out."""
    days = setup.days
    content = {
        "scenario": setup.scenario.model_dump(mode="json"),
        "days": [days.first.isoformat(), days.warmup_days, days.measured_days],
        "seed": setup.seed,
        "engine": f"{setup.engine.__module__}.{setup.engine.__qualname__}",
        "log": [setup.log, setup.with_trace_digests, setup.with_hours],
        "sources": source_digest(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()


@dataclass(frozen=True, slots=True)
class KeptBatch:
    """Sites up to number `stop` − 1 of a replication are done with it."""

    replication: int
    stop: int
    outcome: BatchOutcome


class KeptRun:
    """The batches of one run in a file; a context manager.

    With `resume` those that are there are `read`, else the file begins anew. Raises ResumeError
    where there is nothing to go on with, or the file is of another run, and OSError.
    """

    def __init__(self, path: Path, setup: Setup, *, resume: bool) -> None:
        self.path = path
        self._setup = setup
        self._log_folder = setup.log_folder
        head = _MAGIC + run_digest(setup)
        if not resume:
            path.write_bytes(head)
        elif not path.is_file():
            raise ResumeError(f"{path}: no such file: there is no run to go on with")
        self._file: BinaryIO = path.open("r+b")
        if self._file.read(len(head)) != head:
            self._file.close()
            raise ResumeError(
                f"{path}: of another run: scenario, days, seed, engine, log and version must be "
                "those of the run that was broken off"
            )

    def read(self) -> Iterator[KeptBatch]:
        """The batches that are whole, in order; then the file is ready for the next."""
        while True:
            at = self._file.tell()
            head = self._file.read(_LENGTH_BYTES + _DIGEST_BYTES)
            content = self._file.read(int.from_bytes(head[:_LENGTH_BYTES], "little"))
            if (
                len(head) < _LENGTH_BYTES + _DIGEST_BYTES
                or hashlib.sha256(content).digest() != head[_LENGTH_BYTES:]
            ):
                self._file.seek(at)
                self._file.truncate()
                return
            yield self._unpacked(content)

    def add(self, batch: KeptBatch) -> None:
        """Keep one more; what was added is in the file when this returns."""
        content = self._packed(batch)
        head = len(content).to_bytes(_LENGTH_BYTES, "little") + hashlib.sha256(content).digest()
        self._file.write(head + content)
        self._file.flush()

    def remove(self) -> None:
        """The run is whole: nothing needs to be kept."""
        self._file.close()
        self.path.unlink()

    def __enter__(self) -> KeptRun:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def _packed(self, batch: KeptBatch) -> bytes:
        arrays = _arrays_of(batch.outcome.network)
        said = {
            "replication": batch.replication,
            "stop": batch.stop,
            "parcels": batch.outcome.parcels,
            "drop_offs": batch.outcome.drop_offs,
            "work": batch.outcome.work,
            "sites": [
                [site.site, site.trace_digest, site.log_digest, [p.name for p in site.log_parts]]
                for site in batch.outcome.sites
            ],
            "arrays": [[*name, list(array.shape)] for name, array in arrays.items()],
        }
        parts = [json.dumps(said).encode(), b"\n"]
        parts += [np.ascontiguousarray(array, dtype="<i8").tobytes() for array in arrays.values()]
        return b"".join(parts)

    def _unpacked(self, content: bytes) -> KeptBatch:
        text, _, numbers = content.partition(b"\n")
        said: dict[str, Any] = json.loads(text)
        flat = np.frombuffer(numbers, dtype="<i8")
        arrays, start = {}, 0
        for owner, name, shape in said["arrays"]:
            stop = start + int(np.prod(shape, dtype=np.int64))
            arrays[owner, name] = flat[start:stop].reshape(shape).astype(np.int64)
            start = stop
        sites, setup = count_sites(self._setup.scenario), self._setup
        network = NetworkCounters.for_sites(sites, setup.layout(banks=0))
        _set_arrays(network, arrays)
        parts = Path() if self._log_folder is None else self._log_folder / PARTS
        outcome = BatchOutcome(
            network,
            said["parcels"],
            said["drop_offs"],
            said["work"],
            [
                SiteOutcome(site, trace, log, [parts / name for name in names])
                for site, trace, log, names in said["sites"]
            ],
        )
        return KeptBatch(said["replication"], said["stop"], outcome)


def _holders(network: NetworkCounters) -> Iterator[tuple[str, NetworkCounters | SlotSums]]:
    """Whatever holds sums, by name; nothing of many sites stands apart."""
    yield "", network
    for name in _SUMS:
        sums: SlotSums | None = getattr(network, name)
        if sums is not None:
            yield name, sums


def _arrays_of(network: NetworkCounters) -> dict[tuple[str, str], Any]:
    arrays: dict[tuple[str, str], Any] = {}
    for owner, holder in _holders(network):
        names = ("by_day",) if owner else ("by_day", "by_company", "by_temperature")
        arrays |= {(owner, name): getattr(holder, name) for name in names}
        arrays |= {(owner, _REGION + name): each for name, each in holder.regions.items()}
    return arrays


def _set_arrays(network: NetworkCounters, arrays: Mapping[tuple[str, str], Any]) -> None:
    holders = dict(_holders(network))
    for (owner, name), array in arrays.items():
        if name.startswith(_REGION):
            holders[owner].regions[name.removeprefix(_REGION)] = array
        else:
            setattr(holders[owner], name, array)
