"""Results: the one document of a run, and the files it is kept in.

Lives here: what `run --json` prints and what `--out` writes. Not here: the run, tables for people.

The document follows from scenario, seed, replications and engine alone; it holds no times of day
and no speeds. In a folder it is written last and under a temporary name, so that a result.json
that is there is whole and belongs to the files beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scenarios.schema import Scenario
from twin.figures.rows import RowKey, axes_of, kpi_rows
from twin.studies.assumptions import list_assumptions
from twin.studies.circumstances import describe_circumstances
from twin.studies.replications import RunOutcome
from twin.studies.running.logfiles import PARTS
from twin.studies.running.resuming import FILE
from twin.studies.setting import describe_setting

RESULT_FILE = "result.json"
KPIS_FILE = "kpis.parquet"
LOG_FOLDER = "log"
MANAGER_FOLDER = "manager"
"""Messages and decisions of a manager in the loop, one file a group of sites and replication."""

REPORT_FILES = {"en": "report.html", "zh": "report.zh.html"}
"""Reports by language, unless they are written elsewhere."""

Document = dict[str, Any]


def scenario_digest(scenario: Scenario) -> str:
    """SHA-256 of the validated scenario's canonical JSON (UTF-8, sorted keys, no spaces)."""
    content = json.dumps(
        scenario.model_dump(mode="json"),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return hashlib.sha256(content.encode()).hexdigest()


def variant_titles(name: str, scenario: Scenario) -> dict[str, str]:
    """`variant_title` and `variant_title_zh`, as there are, of the variant in `NAME@VARIANT`."""
    variant = scenario.variants.get(name.rpartition("@")[2]) if "@" in name else None
    if variant is None:
        return {}
    titles = {"variant_title": variant.title, "variant_title_zh": variant.title_zh}
    return {key: title for key, title in titles.items() if title}


def make_document(
    name: str,
    engine: str,
    outcome: RunOutcome,
    oracles: Sequence[Mapping[str, Any]] = (),
) -> Document:
    """The document of a run.

    `name` of the scenario and `engine` as the user knows them; `replications` counts the finished
    ones, `complete` is false where there should be more. `trace_digests` and `log_digests` are null
    where none were made; `sites` of a log digest is left out above MAX_SITES_APART sites.
    """
    setup = outcome.setup
    days = setup.days
    assumptions, left_out = list_assumptions(setup.scenario)
    networks = [replication.network for replication in outcome.replications]
    return {
        "scenario": name,
        "title": setup.scenario.title,
        **({"title_zh": title_zh} if (title_zh := setup.scenario.title_zh) else {}),
        **variant_titles(name, setup.scenario),
        "scenario_digest": scenario_digest(setup.scenario),
        "trace_digests": _trace_digests(outcome),
        "log_digests": _log_digests(outcome),
        "seed": setup.seed,
        "replications": len(outcome.replications),
        "complete": outcome.complete,
        "engine": engine,
        "days": {
            "first": days.date(days.warmup_days).isoformat(),
            "warmup": days.warmup_days,
            "measured": days.measured_days,
        },
        "parcels": outcome.parcels,
        **({"drop_offs": outcome.drop_offs} if setup.scenario.waste_points else {}),
        "kpis": kpi_rows(networks, axes_of(setup.scenario, days)),
        "oracles": [dict(oracle) for oracle in oracles],
        "assumptions": assumptions,
        "assumptions_left_out": left_out,
        "setting": {
            **describe_setting(setup.scenario, days),
            **describe_circumstances(setup.scenario, days),
        },
    }


def _trace_digests(outcome: RunOutcome) -> list[str | None] | None:
    if not outcome.setup.with_trace_digests:
        return None
    return [replication.trace_digest for replication in outcome.replications]


def _log_digests(outcome: RunOutcome) -> list[Document] | None:
    if outcome.setup.log == "none":
        return None
    return [
        {
            "replication": replication.number,
            "run": replication.log_digest,
            **({} if replication.site_digests is None else {"sites": replication.site_digests}),
        }
        for replication in outcome.replications
    ]


def encode(document: Document | list[Any]) -> str:
    """The document as JSON text. Raises ValueError for numbers that are not finite."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)


def begin_result(folder: Path, *, resume: bool = False) -> Path:
    """Make the folder of a result and take an earlier one out of it, reports too; the log folder.

    With `resume` what a run under way has written stays; else it goes, too.

    To be called before the run: the logs of a run are written while it lasts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / LOG_FOLDER
    made = (RESULT_FILE, KPIS_FILE, *REPORT_FILES.values())
    logs = *log.glob("*.parquet"), *(folder / MANAGER_FOLDER).glob("*.parquet")
    for stale in (*(folder / name for name in made), *logs):
        stale.unlink(missing_ok=True)
    if not resume:
        shutil.rmtree(log / PARTS, ignore_errors=True)
        (folder / FILE).unlink(missing_ok=True)
    return log


def write_result(folder: Path, document: Document) -> Path:
    """Write `kpis.parquet`, then `result.json`; returns the latter."""
    replace_file(folder / KPIS_FILE, lambda path: _write_kpis(path, document["kpis"]))
    result = folder / RESULT_FILE
    replace_file(result, lambda path: path.write_text(encode(document) + "\n", encoding="utf-8"))
    return result


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` write a file under a temporary name beside `path`, then rename it to `path`."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        write(temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write_kpis(path: Path, rows: list[Document]) -> None:
    import polars as pl

    texts = dict.fromkeys(RowKey._fields, pl.String)
    numbers = {"mean": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64}
    pl.DataFrame(rows, schema={**texts, **numbers}).write_parquet(path)
