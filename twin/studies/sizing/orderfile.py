"""The files of a procurement study: its document, the order as CSV, the what-if beside them.

Lives here: their names and how they are written. Not here: what is in them
(`twin.studies.sizing.document`, `twin.studies.whatif`), the pages that are made of them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenarios.schema import Scenario
from twin.studies.assumptions import list_assumptions
from twin.studies.results import encode, replace_file, scenario_digest

ORDER_FILE = "order.json"
ORDER_TABLE = "order.csv"
WHAT_IF_FILE = "whatif.json"

COLUMNS = ("item", "site", "count", "unit_price", "price", "currency")


def write_order(folder: Path, document: Mapping[str, Any], scenario: Scenario) -> None:
    """Write `order.csv` and `order.json`: the document, and what a page says of the scenario."""
    folder.mkdir(parents=True, exist_ok=True)
    assumptions, left_out = list_assumptions(scenario)
    whole = {
        **document,
        "question": scenario.question,
        "title_zh": scenario.title_zh,
        "question_zh": scenario.question_zh,
        "names": _names(scenario),
        "scenario_digest": scenario_digest(scenario),
        "assumptions": assumptions,
        "assumptions_left_out": left_out,
    }
    replace_file(folder / ORDER_TABLE, lambda path: _write_table(path, document))
    replace_file(folder / ORDER_FILE, lambda path: _write(path, whole))


def _names(scenario: Scenario) -> dict[str, str]:
    """Items and companies that have a name."""
    named = {item.id: item.name for item in scenario.catalogue}
    named |= {company.id: company.name for company in scenario.couriers.companies}
    return {identifier: name for identifier, name in named.items() if name is not None}


def write_what_if(folder: Path, document: Mapping[str, Any]) -> None:
    """Write `whatif.json`; a page of the folder then shows it too."""
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / WHAT_IF_FILE, lambda path: _write(path, dict(document)))


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(encode(document) + "\n", encoding="utf-8")


def _write_table(path: Path, document: Mapping[str, Any]) -> None:
    """One row a site and item, in UTF-8 with a mark, so that spreadsheets know it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in document["order"]:
            writer.writerow([*(row[key] for key in COLUMNS[:-1]), document["currency"]])
