"""What `run --out` leaves, made in this process from three small sites.

Only the making lives here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scenarios.schema import Scenario
from tests.unit.twin.studies.small_runs import small_scenario, small_setup
from twin.studies.replications import run_replications
from twin.studies.results import RESULT_FILE, begin_result, make_document, write_result

ORACLE = {
    "name": "erlang-b[S]", "analytic": 0.25, "simulated": 0.2504, "low": 0.24, "high": 0.26,
    "ok": True,
}  # fmt: skip


def leave_run(
    folder: Path,
    scenario: Scenario | None = None,
    *,
    replications: int = 2,
    log: str = "full",
    oracles: bool = False,
    name: str = "three",
    **setup: Any,
) -> Path:
    """Run `small_scenario` (or another) and leave its folder."""
    log_folder = begin_result(folder)
    prepared = small_setup(
        scenario or small_scenario(),
        log=log,
        log_folder=log_folder if log == "full" else None,
        **setup,
    )
    outcome = run_replications(prepared, replications, jobs=1)
    document = make_document(name, "reference", outcome, [ORACLE] if oracles else [])
    write_result(folder, document)
    return folder


def change_result(folder: Path, **changes: Any) -> None:
    """Write other values into result.json."""
    path = folder / RESULT_FILE
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, **changes}), encoding="utf-8")
