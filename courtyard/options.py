"""Options that several commands share, and how they become parts of a run.

Lives here: loading of a scenario by name, variant and settings, of a log by its columns, the choice
of the engine.
Not here: any single command.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.inputs import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from courtyard.cluster import Cluster
    from scenarios.logs.fill_levels import FillLog
    from scenarios.reading.load import Loaded
    from scenarios.schema import Scenario
    from twin.studies.running.cluster import ClusterPool
    from twin.studies.running.setup import RunGroup

Seed = Annotated[
    int | None, typer.Option(help="Seed; default: the scenario's.", min=0, max=2**63 - 1)
]
Replications = Annotated[
    int | None, typer.Option(help="Replications; default: the scenario's.", min=1, max=100_000)
]
Days = Annotated[
    int | None, typer.Option(help="Measured days; warm-up comes before.", min=1, max=3660)
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="KEY=VALUE, an id path such as banks.b3.compartments.S=20."),
]
Engine = Annotated[str, typer.Option(help="auto, reference or kernel.")]
Jobs = Annotated[
    int | None, typer.Option(help="Processes; default: one a processor.", min=1, max=1024)
]
ClusterAddress = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Run on the workers of a Dask scheduler, tcp://HOST:PORT.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]

Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="COLUMN=HEADER: what a column of the log is called there; repeat. Columns: bin, time, "
        "level; if there: threshold, reason, name, latitude, longitude.",
    ),
]
FullAt = Annotated[
    float, typer.Option(help="The level that means full: 100 for per cent.", min=1e-6, max=1e9)
]
LeaveOut = Annotated[
    list[str] | None,
    typer.Option(help="Leave out rows whose reason holds this word (default ALERT); repeat."),
]


def read_levels(
    path: Path,
    headers: Sequence[str] | None,
    full_at: float,
    leave_out: Sequence[str] | None,
    time_zone: str,
) -> FillLog:
    """The log of fill levels that options name; raises ScenarioError."""
    from scenarios.logs.fill_levels import LEFT_OUT, NEEDED, OPTIONAL, read_fill_levels
    from scenarios.logs.table import read_mapping

    return read_fill_levels(
        path,
        read_mapping(headers or (), (*NEEDED, *OPTIONAL)),
        full_at=full_at,
        left_out=LEFT_OUT if leave_out is None else leave_out,
        time_zone=time_zone,
    )


def say_levels(log: FillLog) -> str:
    """What was read, and what was left out, in one line."""
    left_out = ", ".join(f"{count:,} {reason}" for reason, count in log.left_out.items())
    rows = f"{log.rows:,} rows" + (f" ({left_out} left out)" if left_out else "")
    return f"{rows} of {len(log.bins)} bins over {log.days:,} days"


def load_scenario(name: str, settings: Sequence[str] = ()) -> Loaded[Scenario]:
    """Load `FILE`, `NAME`, or either with `@VARIANT`; raises ScenarioError."""
    from scenarios.reading.library import read_scenario
    from scenarios.schema import Scenario

    return read_scenario(name, Scenario, settings)


@contextmanager
def joined_cluster(address: str | None, jobs: int | None) -> Iterator[Cluster | None]:
    """The cluster that is asked for, None without one; raises ClusterError where none answers."""
    if address is None:
        yield None
        return
    from courtyard.cluster import Cluster

    if jobs is not None:
        raise InputError("--jobs: a cluster has processes of its own")
    with Cluster(address) as cluster:
        yield cluster


@contextmanager
def joined_pool(address: str | None, jobs: int | None) -> Iterator[ClusterPool | None]:
    """`joined_cluster` as one that runs batches."""
    with joined_cluster(address, jobs) as cluster:
        if cluster is None:
            yield None
            return
        from twin.studies.running.cluster import ClusterPool

        yield ClusterPool(cluster)


@contextmanager
def explained(loaded: Loaded[Scenario]) -> Iterator[None]:
    """Turn a complaint about the scenario that arises while it runs into one with file and line."""
    try:
        yield
    except ValueError as error:
        word = str(error).partition(".")[0].partition(" ")[0].partition(":")[0]
        if word not in type(loaded.scenario).model_fields:
            raise
        raise loaded.explain(error) from None


def choose_engine(engine: str, scenario: Scenario) -> tuple[str, RunGroup]:
    """Name and function of the engine; `auto` takes the kernel where it covers the scenario."""
    from twin.engines.choice import choose

    return choose(engine, scenario)
