"""Outcomes of batches become replications.

Lives here: the joining of counters, digests and log parts, in the order of batches and sites. Not
here: where batches run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.expand import count_sites, expand_sites
from twin.figures.network import MAX_SITES_APART, NetworkCounters
from twin.studies.running.batch import BatchOutcome
from twin.studies.running.logfiles import join_parts
from twin.studies.running.resuming import KeptBatch, KeptRun
from twin.studies.running.setup import Planned, Setup, SiteSpan
from twin.world.coupling.groups import couples_sites


@dataclass(frozen=True, slots=True)
class Replication:
    """One replication that is finished.

    Digests are None where they were not made; `site_digests`, the log digests by site, also above
    MAX_SITES_APART sites.
    """

    number: int
    network: NetworkCounters
    parcels: int
    drop_offs: int
    trace_digest: str | None
    log_digest: str | None
    site_digests: dict[str, str] | None


@dataclass(slots=True)
class JoinedRun:
    """What the batches of a run came to; a replication under way is no part of the result.

    With `kept` every batch is kept as soon as it is added, and `recall` adds those of before.
    """

    setup: Setup
    kept: KeptRun | None = None
    begun: tuple[int, int] = (0, 0)
    """Replication and number of the site with which a run that was broken off goes on."""
    finished: list[Replication] = field(default_factory=list)
    log_parts: list[dict[str, list[Path]]] = field(default_factory=list)
    under_way: _JoinedReplication | None = None

    def recall(self, replications: int) -> float:
        """Add the batches that are kept of so many replications; the work that they were."""
        work = 0.0
        for batch in () if self.kept is None else self.kept.read():
            if batch.replication < replications:
                last = batch.stop == count_sites(self.setup.scenario)
                self._add(batch.replication, batch.outcome, last=last)
                self.begun = (batch.replication + 1, 0) if last else (batch.replication, batch.stop)
                work += batch.outcome.work
        return work

    def add(self, replication: int, planned: Planned, outcome: BatchOutcome, *, last: bool) -> None:
        """Add the next batch of a replication, the `last` one too."""
        self._add(replication, outcome, last=last)
        if self.kept is not None and isinstance(planned, SiteSpan):
            self.kept.add(KeptBatch(replication, planned.stop, outcome))

    def _add(self, replication: int, outcome: BatchOutcome, *, last: bool) -> None:
        if self.under_way is None:
            self.under_way = _JoinedReplication(self.setup, replication)
        self.under_way.add(outcome)
        if last:
            finished = self.under_way.finish()
            self.log_parts.append(self.under_way.log_parts)
            self.finished.append(finished)
            self.under_way = None

    def close(self) -> list[Replication]:
        """The replications that are finished; their logs become files."""
        if self.setup.log == "full" and self.setup.log_folder is not None:
            parts_of: dict[str, list[Path]] = {}
            for log_parts in self.log_parts[: len(self.finished)]:
                for site, parts in log_parts.items():
                    parts_of.setdefault(site, []).extend(parts)
            join_parts(self.setup.log_folder, parts_of)
        return self.finished


class _JoinedReplication:
    """A replication whose batches come in."""

    def __init__(self, setup: Setup, number: int) -> None:
        sites = count_sites(setup.scenario)
        self._setup = setup
        self._number = number
        self._network = NetworkCounters.for_sites(sites, setup.layout(banks=0))
        self._parcels = self._drop_offs = 0
        self._traces = DigestInOrder(self._order()) if setup.with_trace_digests else None
        self._logs = DigestInOrder(self._order()) if setup.log != "none" else None
        self._keeps_sites = sites <= MAX_SITES_APART
        self._log_of: dict[str, str] = {}
        self.log_parts: dict[str, list[Path]] = {}

    def _order(self) -> Iterator[str] | None:
        """Site ids, where groups of coupled sites may bring sites out of their order."""
        if not couples_sites(self._setup.scenario):
            return None
        return (place.id for place in expand_sites(self._setup.scenario))

    def add(self, outcome: BatchOutcome) -> None:
        self._network.merge(outcome.network)
        self._parcels += outcome.parcels
        self._drop_offs += outcome.drop_offs
        for site in outcome.sites:
            if self._traces is not None and site.trace_digest is not None:
                self._traces.add(site.site, site.trace_digest)
            if self._logs is not None and site.log_digest is not None:
                self._logs.add(site.site, site.log_digest)
                if self._keeps_sites:
                    self._log_of[site.site] = site.log_digest
            if site.log_parts:
                self.log_parts[site.site] = site.log_parts

    def finish(self) -> Replication:
        order = list(self._order() or ()) if self._keeps_sites else []
        if order:
            self._network.arrange(order)
            self._log_of = {site: self._log_of[site] for site in order if site in self._log_of}
        return Replication(
            number=self._number,
            network=self._network,
            parcels=self._parcels,
            drop_offs=self._drop_offs,
            trace_digest=None if self._traces is None else self._traces.hexdigest(),
            log_digest=None if self._logs is None else self._logs.hexdigest(),
            site_digests=self._log_of if self._logs is not None and self._keeps_sites else None,
        )


class DigestInOrder:
    """`scenarios.trace.combine_digests` of site digests that come in any order.

    `order` yields the site ids; None: they come in order. Keeps only digests that come early.
    """

    def __init__(self, order: Iterator[str] | None) -> None:
        self._sha = hashlib.sha256()
        self._order = order
        self._next = None if order is None else next(order, None)
        self._early: dict[str, str] = {}

    def add(self, site: str, digest: str) -> None:
        """Add one site's digest."""
        if self._order is None:
            self._sha.update(bytes.fromhex(digest))
            return
        self._early[site] = digest
        while self._next in self._early:
            self._sha.update(bytes.fromhex(self._early.pop(self._next)))
            self._next = next(self._order, None)

    def hexdigest(self) -> str:
        """Digest of all sites. Raises ValueError while sites are missing."""
        if self._early:
            raise ValueError(f"the digest of site {self._next!r} is missing")
        return self._sha.hexdigest()
