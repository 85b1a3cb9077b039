"""`courtyard report`: one page from what a run left.

Lives here: the command. Not here: what the page says (`twin.report`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """Languages of a report."""

    en = "en"
    zh = "zh"


def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What `run --out DIR` or `size --out DIR` wrote.")
    ],
    lang: Annotated[Lang, typer.Option(help="English or Chinese.")] = Lang.en,
    out: Annotated[
        Path | None,
        typer.Option(help="The file to write; default DIR/report.html, or DIR/report.zh.html."),
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Print it to a PDF beside it, with Chromium.")
    ] = False,
) -> None:
    """Write one HTML page that shows a run, or an order, and opens without a network."""
    from courtyard.inputs import writing
    from twin.report.order.compose import make_order_report
    from twin.report.order.reading import has_order
    from twin.report.page.compose import make_report
    from twin.studies.results import REPORT_FILES, replace_file

    make = make_order_report if has_order(folder) else make_report
    page = make(folder, lang.value)
    path = folder / REPORT_FILES[lang.value] if out is None else out
    with writing("--out", path):
        replace_file(path, lambda part: part.write_text(page, encoding="utf-8"))
    typer.echo(f"Written to {path}")
    if pdf:
        from twin.report.paper import print_page

        typer.echo(f"Printed to {print_page(path)}")
