"""`courtyard grafana push`: walls and alert rules into a Grafana that runs.

Lives here: its options. Not here: the walls (`grafana`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from courtyard.inputs import InputError

app = typer.Typer(help="Walls for a control room: dashboards and alert rules in Grafana.")

BOTH = ("en", "zh")


@app.callback()
def grafana() -> None:
    """Walls for a control room: dashboards and alert rules in Grafana."""


@app.command("push")
def push(
    url: Annotated[str, typer.Option(envvar="COURTYARD_GRAFANA", help="http://HOST:PORT.")],
    token_file: Annotated[Path, typer.Option(help="File with the token of a service account.")],
    lang: Annotated[
        list[str] | None, typer.Option(help="en or zh, may be repeated; default: both.")
    ] = None,
    series: Annotated[
        str | None,
        typer.Option(help="http://HOST:PORT?db=NAME: the store as Grafana reaches it."),
    ] = None,
    series_token_file: Annotated[
        Path | None, typer.Option(help="File with the store's token for reading.")
    ] = None,
) -> int:
    """Make or renew folder, walls and alert rules, and with --series the data source."""
    from fleet.adapters.series.stores import read_store_address
    from grafana.files import source
    from grafana.pushing import push as push_to
    from grafana.words import LANGUAGES

    for each in lang or ():
        if each not in BOTH:
            raise InputError(f"--lang = {each!r}: must be en or zh")
    made = None
    if series is not None:
        store = read_store_address(series, series_token_file)
        made = source(
            store.url, store.database or store.bucket, f"Token {store.token}" if store.token else ""
        )
    languages = [each for each in LANGUAGES if not lang or each in lang]
    token = token_file.read_text(encoding="utf-8").strip()
    for said in push_to(url, token, languages, made):
        typer.echo(said)
    return 0
