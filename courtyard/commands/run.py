"""`courtyard run`: a scenario, its replications, its figures.

Lives here: the composition of one run. Not here: what a table looks like (`courtyard.show`).
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.inputs import InputError, writing
from courtyard.managing import with_manager
from courtyard.options import (
    AsJson,
    ClusterAddress,
    Days,
    Engine,
    Jobs,
    Replications,
    Seed,
    Settings,
    choose_engine,
    explained,
    joined_pool,
    load_scenario,
)

if TYPE_CHECKING:
    from scenarios.days import Days as RunDays
    from scenarios.initial import HeldParcels
    from scenarios.reading.load import Loaded
    from scenarios.schema import Scenario
    from twin.studies.replications import RunOutcome
    from twin.studies.running.resuming import KeptRun
    from twin.studies.running.setup import Setup

LOG_MODES = ("none", "digest", "full")

Log = Annotated[
    str | None,
    typer.Option(help="none, digest or full; default digest, with --out full up to 1,000 sites."),
]
Initial = Annotated[Path | None, typer.Option(help="Begin with the parcels of this file.")]
RolloutFile = Annotated[
    Path | None,
    typer.Option("--rollout", help="Rehearse this rollout of firmware instead (docs/firmware.md)."),
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with the large run that --out DIR has begun.")
]
WithManager = Annotated[
    bool,
    typer.Option("--manager", help="The fleet's own manager decides, in simulated time."),
]

Faults = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WORD=VALUE",
        help="With --manager: lost, doubled (permille of messages), delay (MIN..MAX ms), cuts, "
        "ends, broker-ends (a day), cut-s, end-s, broker-end-s (mean s); repeat.",
    ),
]
Lend = Annotated[
    list[int] | None,
    typer.Option(help="With --manager: lent to banks for when they are cut off; once a size."),
]


def run(
    scenario: Annotated[str, typer.Argument(help="A file or a library name, with @VARIANT.")],
    seed: Seed = None,
    replications: Replications = None,
    days: Days = None,
    settings: Settings = None,
    engine: Engine = "auto",
    jobs: Jobs = None,
    cluster: ClusterAddress = None,
    out: Annotated[Path | None, typer.Option(help="Folder for result, figures and log.")] = None,
    log: Log = None,
    trace: Annotated[Path | None, typer.Option(help="Replay this trace file.")] = None,
    initial: Initial = None,
    resume: Resume = False,
    rollout: RolloutFile = None,
    lang: Annotated[str, typer.Option(help="Of a rehearsed rollout: en or zh.")] = "en",
    manager: WithManager = False,
    faults: Faults = None,
    lend: Lend = None,
    as_json: AsJson = False,
) -> int:
    """Run a scenario and print its figures with 95 % intervals."""
    if rollout is not None:
        return _rehearse(scenario, settings, rollout, seed, replications, days, lang, as_json)
    from courtyard.show.progress import watch_run
    from twin.studies.replications import run_replications

    if trace is not None and (seed, replications, days) != (None, None, None):
        raise InputError("--trace: a trace has its own seed and days, and is one replication")
    loaded = load_scenario(scenario, settings or ())
    mode = _log_mode(log, out if cluster is None else None, loaded.scenario)
    name, setup, count = _set_up(
        loaded, seed, replications, days, engine, mode, out, trace, initial
    )
    name, setup = with_manager(name, setup, engine, manager, faults or (), lend or ())
    _check_disk(cluster, mode)
    with ExitStack() as stack:
        pool = stack.enter_context(joined_pool(cluster, jobs))
        kept = _begin(stack, setup, out, resume=resume)
        stack.enter_context(explained(loaded))
        watch = stack.enter_context(watch_run(loaded.scenario.title, quiet=as_json))
        outcome = run_replications(
            setup,
            count,
            jobs=jobs,
            pool=pool,
            kept=kept,
            progress=watch.progress,
            announce=watch.announce,
        )
    return _finish(scenario, name, outcome, out, kept, as_json)


def _rehearse(
    scenario: str, settings: Settings, file: Path, seed: int | None, replications: int | None,
    days: int | None, lang: str, as_json: bool,
) -> int:  # fmt: skip
    """A rollout of firmware on the devices of the scenario, in virtual time."""
    from courtyard.rehearsing import rehearse

    if lang not in {"en", "zh"}:
        raise InputError(f"--lang = {lang!r}: en or zh is expected")
    asked = load_scenario(scenario, settings or ()).scenario
    return rehearse(scenario, asked, file, seed, replications, days, lang, as_json)


def _finish(
    scenario: str, engine: str, outcome: RunOutcome, out: Path | None, kept: KeptRun | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Write and print what came of it."""
    from courtyard.show.run_table import print_run
    from twin.studies.results import encode, make_document, write_result
    from twin.studies.running.finishing import finishing
    from twin.studies.verify.oracle_rows import oracle_rows

    with finishing():
        document = make_document(scenario, engine, outcome, oracle_rows(outcome))
        if out is not None:
            with writing("--out", out):
                write_result(out, document)
                if kept is not None and outcome.complete:
                    kept.remove()
    if as_json:
        typer.echo(encode(document))
    else:
        print_run(document, outcome.elapsed_s, out)
    return 0 if outcome.complete else 130


def _check_disk(cluster: str | None, mode: str) -> None:
    if cluster is not None and mode == "full":
        raise InputError("--log = full: workers of a cluster may have no disk in common")


def _begin(stack: ExitStack, setup: Setup, out: Path | None, *, resume: bool) -> KeptRun | None:
    """Make the folder of the result; what is kept of a large run while it lasts, or was."""
    from twin.studies.results import begin_result
    from twin.studies.running.resuming import FILE, KeptRun
    from twin.studies.running.setup import is_large

    large = is_large(setup)
    if resume and (out is None or not large):
        raise InputError(
            "--resume: goes on with a run of more than 1,000 sites that --out DIR has begun; "
            + ("say --out DIR" if out is None else "of other runs nothing is kept under way")
        )
    if out is None:
        return None
    with writing("--out", out):
        kept = KeptRun(out / FILE, setup, resume=True) if resume else None
        begin_result(out, resume=resume)
        if large and kept is None:
            kept = KeptRun(out / FILE, setup, resume=False)
    return None if kept is None else stack.enter_context(kept)


def _log_mode(log: str | None, out: Path | None, scenario: Scenario) -> str:
    """A log has a file a site, and a report reads it only where sites stand apart."""
    from scenarios.expand import count_sites
    from twin.figures.network import MAX_SITES_APART

    keeps = out is not None and count_sites(scenario) <= MAX_SITES_APART
    mode = log or ("full" if keeps else "digest")
    if mode not in LOG_MODES:
        raise InputError(f"--log = {mode!r}: must be one of {', '.join(LOG_MODES)}")
    if mode == "full" and out is None:
        raise InputError("--log = full: needs --out DIR to keep the log in")
    return mode


def _set_up(
    loaded: Loaded[Scenario],
    seed: int | None,
    replications: int | None,
    days: int | None,
    engine: str,
    mode: str,
    out: Path | None,
    trace: Path | None,
    initial: Path | None,
) -> tuple[str, Any, int]:
    """Engine name, set-up and number of replications."""
    from scenarios.days import lay_out_days
    from twin.studies.results import LOG_FOLDER
    from twin.studies.running.setup import Setup
    from twin.studies.verify.recognise import recognise

    scenario = loaded.scenario
    run_seed = scenario.run.seed if seed is None else seed
    count = scenario.run.replications if replications is None else replications
    laid_out = lay_out_days(scenario, days)
    traces = None
    if trace is not None:
        from scenarios.tracefile import load_trace

        replayed = load_trace(trace, scenario)
        laid_out = lay_out_days(
            scenario,
            replayed.measured_days,
            warmup_days=replayed.warmup_days,
            first_day=replayed.first_day,
        )
        traces = {site.site: site for site in replayed.sites}
        if not all(site.attended for site in replayed.sites):
            scenario = scenario.without_couriers()
        run_seed, count = replayed.seed, 1
    held = None
    if initial is not None:
        held = _held(initial, scenario, run_seed, laid_out)
    name, function = choose_engine(engine, scenario)
    setup = Setup(
        scenario=scenario,
        days=laid_out,
        seed=run_seed,
        engine=function,
        log=mode,  # type: ignore[arg-type]
        log_folder=None if out is None else out / LOG_FOLDER,
        with_trace_digests=mode != "none",
        with_hours=any(case.hour is not None for case in recognise(scenario, laid_out)),
        traces=traces,
        held=held,
    )
    return name, setup, count


def _held(initial: Path, scenario: Scenario, seed: int, days: RunDays) -> dict[str, HeldParcels]:
    """Parcels held at time 0 by site, their latents drawn from the seed."""
    from scenarios.demand.ahead.held import resolve_initial
    from scenarios.expand import expand_sites
    from scenarios.initial import read_initial
    from scenarios.streams import Streams

    state, streams = read_initial(initial, scenario), Streams(seed, 0)
    resolved = (
        (place.id, resolve_initial(state, scenario, place, streams, days))
        for place in expand_sites(scenario)
    )
    return {site: held for site, held in resolved if held.count}
