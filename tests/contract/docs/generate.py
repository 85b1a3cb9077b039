"""The parts of the documentation that are made from the code, and the way they are put into pages.

A page marks such a part by `<!-- made by make docs: NAME -->` and `<!-- end -->`; `make docs`
writes anew what stands between, and test_pages.py holds that it is up to date. Here lives how the
parts look; what they say is in the modules they are made from.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from courtyard.main import run_app
from courtyard.owned import read_profiles
from fleet.metrics.catalogue import CATALOGUE as METRICS
from grafana.files import FOLDER, generated
from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from tests.contract.docs import runbook
from tests.contract.docs.fields import field_tables
from tests.contract.docs.wire import (
    GENERATED_FILES,
    channel_table,
    document,
    message_tables,
)
from tests.contract.sources import ROOT
from twin.eventlog.table import EVENT_TABLE
from twin.figures.catalogue import CATALOGUE
from twin.figures.cold.catalogue import COLD_CATALOGUE
from twin.figures.fault_catalogue import FAULT_CATALOGUE
from twin.figures.managed.catalogue import MANAGED_CATALOGUE
from twin.figures.service.catalogue import SERVICE_CATALOGUE
from twin.figures.waste.catalogue import WASTE_CATALOGUE
from twin.studies.verify.catalogue import library_settings
from twin.studies.verify.recognise import recognise

PAGES = ("README.md", "README.zh-CN.md", "docs/*.md")
MARKED = re.compile(r"(<!-- made by make docs: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
SHOWN_LINES = 23
"""Lines of a run that a README shows: the answer and the figures of the whole."""

_KINDS = {"share": "share", "mean": "mean", "total": "total per measured day"}
_MEASURES = {
    "rejection_share": "share of first attempts rejected",
    "rejections": "parcels rejected a day",
    "occupied_at_hour": "compartments occupied at an hour of the day",
    "terminal_wait_s": "mean wait for a terminal, s",
    "overflow_share": "share of emptyings that find waste above the brim",
    "bank_up_share": "share of time in which banks work",
    "bank_down_share": "share of time in which faults shut banks",
    "overflow_litres_per_emptying": "litres above the brim, an emptying",
    "excursion_share": "share of parcels that get too warm",
    "excursion_minutes_per_parcel": "minutes too warm, a parcel",
    "alarm_delay_min": "minutes from the alarm level to the alarm",
    "counter_wait_s": "mean wait of recipients at a counter, s",
    "counter_waited_share": "share of recipients who wait at a counter",
}


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; bars within cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", r"\|") for cell in line) + " |" for line in lines
    )


def figures() -> str:
    """Every figure with unit, kind, formula and meaning."""
    header = ("figure", "unit", "kind", "formula", "says", "rows of single")
    rows = []
    beside = (*SERVICE_CATALOGUE, *WASTE_CATALOGUE, *COLD_CATALOGUE, *MANAGED_CATALOGUE)
    for figure in (*CATALOGUE, *FAULT_CATALOGUE, *beside):
        apart = ["site", "day"]
        if figure in WASTE_CATALOGUE:
            apart += ["stream"] if figure.streams else []
        elif figure in COLD_CATALOGUE:
            apart += ["bank", "temperature"]
        elif figure not in SERVICE_CATALOGUE and figure not in MANAGED_CATALOGUE:
            apart.insert(1, "bank")
            apart += ["size", "temperature"] if figure.sizes else []
            apart += ["company"] if figure.companies else []
        kind = _KINDS[figure.kind]
        unit = "share" if figure.unit == "1" else figure.unit
        name = f"`{figure.name}`"
        rows.append((name, unit, kind, figure.formula, figure.says, ", ".join(apart)))
    return table(header, rows)


def events() -> str:
    """Every kind of record, in the order in which simultaneous events happen."""
    header = ("kind", "name", "nature", "entity", "value", "says")
    rows = [
        (
            int(kind),
            f"`{kind.name}`",
            "physical" if entry.physical else "decision",
            entry.entity or "–",
            entry.value or "–",
            entry.says,
        )
        for kind, entry in EVENT_TABLE.items()
        if entry.recorded
    ]
    return table(header, rows)


def settings() -> str:
    """The settings of `courtyard verify` and what their closed forms say."""
    header = ("setting", "closed form", "measure", "analytic")
    rows = []
    for name, data in library_settings().items():
        scenario = Scenario.model_validate(data)
        for case in recognise(scenario, lay_out_days(scenario)):
            measure = _MEASURES[case.measure]
            rows.append((f"`verify/{name}`", case.name, measure, f"{case.analytic:.5g}"))
    return table(header, rows)


@cache
def single_run() -> str:
    """The beginning of what `courtyard run single` prints."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            code = run_app(["run", "single", "--jobs", "1"])
    finally:
        os.environ.pop("COLUMNS")
        os.environ.update({} if before is None else {"COLUMNS": before})
    if code:
        raise RuntimeError(f"courtyard run single: exit code {code}")
    lines = [line.rstrip() for line in printed.getvalue().splitlines()]
    return "\n".join(["```text", "$ courtyard run single", *lines[:SHOWN_LINES], "…", "```"])


def sensor_families() -> str:
    """Every profile that comes along: what it reads, what it can be told, its traps."""
    header = ("profile", "device", "reads", "can be told", "to know")
    rows = [
        (
            f"`{profile.profile}`",
            f"{profile.vendor} {profile.model}",
            ", ".join(f"`{name}`" for name in sorted(profile.quantities)),
            ", ".join(f"`{name}`" for name in sorted(profile.downlinks)) or "–",
            " ".join(profile.traps),
        )
        for profile in read_profiles().values()
    ]
    return table(header, rows)


def metrics() -> str:
    """The metric catalogue, a table a measurement."""
    parts = []
    for of in METRICS:
        tags = ", ".join(f"`{tag.name}`" for tag in of.tags) or "none"
        rows = [(f"`{field.name}`", field.unit, field.means) for field in of.fields]
        head = f"**`{of.name}`**: {of.means} Tags: {tags}."
        parts.append(f"{head}\n\n{table(('field', 'unit', 'is'), rows)}")
    return "\n\n".join(parts)


PARTS: dict[str, Callable[[], str]] = {
    "figures": figures,
    "events": events,
    "settings": settings,
    "single-run": single_run,
    "fields": field_tables,
    "sensor-families": sensor_families,
    "metrics": metrics,
    "wire-channels": channel_table,
    "wire-messages": message_tables,
}


def renewed(text: str, parts: dict[str, Callable[[], str]] = PARTS) -> str:
    """A page with its made parts made anew. Raises KeyError for a part that is not known."""

    def make(match: re.Match[str]) -> str:
        begin, name, end = match.groups()
        return f"{begin}\n{parts[name]()}\n\n{end}"

    return MARKED.sub(make, text)


def pages() -> list[Path]:
    """The pages of the documentation."""
    return sorted(path for pattern in PAGES for path in ROOT.glob(pattern))


def main() -> None:
    """Renew all pages and generated files."""
    for path in pages():
        before = path.read_text(encoding="utf-8")
        after = renewed(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
    for name, text in generated().items():
        path = ROOT / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in GENERATED_FILES:
        path = ROOT / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(document(name), encoding="utf-8")
    for name, text in runbook.pages().items():
        path = ROOT / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
