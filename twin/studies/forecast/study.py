"""A forecast as a whole: from a snapshot to what a manager is told.

Lives here: `Forecasts`, the port's implementation. Not here: its parts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fleet.ports.forecast import Forecast, Foretold, Snapshot
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from twin.studies.forecast.answers import (
    QUANTILES_PERMILLE,
    banks_ahead,
    banks_spread,
    bins_ahead,
)
from twin.studies.forecast.cells.study import cells_ahead
from twin.studies.forecast.edits import edited
from twin.studies.forecast.folding import SiteFutures
from twin.studies.forecast.moment import local_date, moment_of
from twin.studies.forecast.reduced import reduced
from twin.studies.forecast.simulate import Question, Simulator, marks_of
from twin.studies.running.tasks import run_tasks


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Makes forecasts of one scenario; a `fleet.ports.forecast.Forecaster`.

    `by_hour` of the day for "full by", `horizon_h` ahead at least, `zone` of the clock ("" the
    scenario's), `jobs` processes (None: as many as there are processors, 1: this one).
    """

    scenario: Scenario
    name: str
    futures: int = 500
    seed: int = 1
    by_hour: float = 18.0
    horizon_h: float = 24.0
    zone: str = ""
    jobs: int | None = 1

    def forecast(self, snapshot: Snapshot, edits: Sequence[str] = ()) -> Forecast:
        """What will be. Raises ValueError where the snapshot or an edit does not fit."""
        return self.foretell(snapshot, edits).forecast

    def foretell(self, snapshot: Snapshot, edits: Sequence[str] = ()) -> Foretold:
        """See the port."""
        today = local_date(snapshot, self.zone or self.scenario.time_zone)
        edited_scenario, snapshot = edited(self.scenario, snapshot, edits, today)
        scenario = reduced(edited_scenario)
        # By the whole steel: what is chilled lies in classes that the reduced one has not.
        moment = moment_of(snapshot, edited_scenario, self.by_hour, self.horizon_h, self.zone)
        repair = next((each.repair for each in self.scenario.faults if each.id == "door"), None)
        question = Question(scenario, moment, self.seed, self.futures, repair=repair)
        banks, bins, spread, sha = [], [], [], hashlib.sha256()
        marks_ms = marks_of(moment)
        for place, futures in futures_of(question, self.jobs):
            banks += banks_ahead(futures, place, scenario, moment, marks_ms)
            bins += bins_ahead(futures, place, moment, marks_ms)
            spread += banks_spread(futures, place)
            sha.update(futures.digest())
        cells = []
        for cell in cells_ahead(snapshot, edited_scenario, moment, self.seed, self.futures):
            cells.append(cell.told(marks_ms))
            sha.update(f"{cell.site}/{cell.cell.cell}".encode())
            sha.update(cell.warm_ms.astype("<i8").tobytes())
        told = Forecast(
            taken_ms=snapshot.taken_ms,
            by_ms=moment.since_1970_ms(moment.by_ms),
            until_ms=moment.since_1970_ms(moment.span.end_ms),
            scenario=self.name,
            seed=self.seed,
            futures=self.futures,
            digest=sha.hexdigest(),
            hours_ms=[moment.since_1970_ms(mark) for mark in marks_ms.tolist()],
            quantiles_permille=list(QUANTILES_PERMILLE),
            banks=banks,
            bins=bins,
            edits=list(edits),
            cells=cells,
        )
        return Foretold(told, spread)


def futures_of(question: Question, jobs: int | None) -> Iterator[tuple[SitePlace, SiteFutures]]:
    """All futures, site by site; the same whatever the number of processes."""
    tasks = [(question, batch) for batch in range(question.batches)]
    parts = list(run_tasks(run_batch, tasks, jobs))
    places = [place for sites, _ in Simulator(question).groups() for place in sites]
    for number, place in enumerate(places):
        yield place, SiteFutures.join([part[number] for part in parts])


def run_batch(task: tuple[Question, int]) -> list[SiteFutures]:
    """One batch of the futures of every site, in order."""
    question, batch = task
    simulator = Simulator(question)
    return [
        futures
        for sites, plan in simulator.groups()
        for futures in simulator.run(sites, plan, batch)
    ]
