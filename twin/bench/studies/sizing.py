"""The benchmark of a procurement study: parcels a second in it, and what it does not simulate.

Lives here: the rows `study/…`. Not here: the study (`twin.studies.sizing`).

Brute force would draw new traces for every order it tries, and run each over as many replications
as the closest call takes.
"""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import numpy as np

from scenarios.days import lay_out_days
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.bench.rows import Row, row
from twin.engines.kernel.engine import run_group
from twin.studies.sizing.asked.layout import lay_out_spaces
from twin.studies.sizing.asked.probe import lay_out_probes
from twin.studies.sizing.asked.space import Design
from twin.studies.sizing.search import Search
from twin.studies.sizing.simulated.crew import Crew
from twin.studies.sizing.simulated.evaluate import SEARCH_FIRST, Evaluator
from twin.studies.sizing.simulated.simulate import Bench, Study
from twin.studies.sizing.start import lay_out_ladder, plain_level
from twin.studies.target import parse_promise

SETTINGS = ["run.days=28"]
PROMISE = "rejection_share<=0.01"
LOAD_REPLICATIONS = 4
PAIRS = 64
"""Replications from which the variance of a difference is taken."""

UNIT = "parcels/s"


def rows() -> list[Row]:
    """Speed inside a study beside runs end to end; then what shared draws and exclusion save."""
    study = _study()
    with Crew(study, jobs=1) as crew:
        evaluator = Evaluator(study, crew)
        first = range(SEARCH_FIRST, SEARCH_FIRST + LOAD_REPLICATIONS)
        loads = evaluator.loads(first)
        evaluator.plan_replications(crew.simulated / LOAD_REPLICATIONS)
        ladder = lay_out_ladder(study.space, loads)
        search = Search(evaluator, ladder)
        began, before = process_time(), crew.simulated
        design = search.exchange(search.climb(plain_level(ladder, loads)))
        inside = (crew.simulated - before) / (process_time() - began)
        return [
            row("study/parcels", inside, UNIT, "drawn and run anew", _anew(study, design)),
            _shared_draws(study, design),
            _exclusion(evaluator),
        ]


def _study() -> Study:
    scenario = read_scenario("single", Scenario, SETTINGS).scenario
    days = lay_out_days(scenario)
    space = lay_out_spaces(scenario, days)[0]
    return Study(space, lay_out_probes([parse_promise(PROMISE)], scenario, days), 1, run_group)


def _anew(study: Study, design: Design) -> float:
    """Parcels a second where every order draws its own traces."""
    began, parcels = process_time(), 0
    for replication in range(PAIRS // 4):
        bench = Bench(study)
        bench.run(design, range(len(study.space.places)), [replication])
        parcels += bench.simulated
    return parcels / (process_time() - began)


def _shared_draws(study: Study, design: Design) -> Row:
    """How many replications tell two neighbours apart: with their own draws, over shared ones.

    As the precision of one difference, 1/variance: the ratio is the replications that are saved.
    """
    larger = tuple(count + 1 for count in design)
    sites = range(len(study.space.places))
    shares = []
    for seed, each in ((study.seed, design), (study.seed, larger), (study.seed + 1, larger)):
        columns, _ = Bench(replace(study, seed=seed)).run(each, sites, range(PAIRS))
        sums = columns.sum(axis=1, dtype=np.float64)
        shares.append(sums[:, 0] / sums[:, 1])
    shared, own = (float(np.var(shares[0] - other, ddof=1)) for other in shares[1:])
    return row("study/shared-draws", 1 / shared, "1/variance", "own draws", 1 / own)


def _exclusion(evaluator: Evaluator) -> Row:
    """Orders judged per replication: as far as it takes, over all replications for each."""
    tried = len(evaluator.tried)
    whole = tried * evaluator.most
    used = whole - evaluator.saved_replications
    unit = "orders/1000 replications"
    each = 1000 * tried
    return row("study/early-exclusion", each / used, unit, "all replications", each / whole)
