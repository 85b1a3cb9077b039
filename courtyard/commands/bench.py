"""`courtyard bench`: speed against a named baseline, in the same run.

Lives here: the composition. Not here: what is timed (`twin.bench`).
"""

from __future__ import annotations

from typing import Annotated

import typer

from courtyard.inputs import InputError
from courtyard.options import AsJson


def bench(
    name: Annotated[str | None, typer.Argument(help="One benchmark; default: all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure speed; every row names its baseline, a ratio above 1 is faster than it."""
    from courtyard.show.bench_table import print_rows
    from courtyard.show.progress import watch_run
    from twin.bench.catalogue import BENCHES
    from twin.studies.results import encode

    if name is not None and name not in BENCHES:
        raise InputError(f"bench {name!r}: must be one of {', '.join(BENCHES)}")
    chosen = list(BENCHES) if name is None else [name]
    rows = []
    with watch_run("bench", quiet=as_json) as watch:
        for done, each in enumerate(chosen, start=1):
            rows += BENCHES[each]()
            watch.progress(done / len(chosen), 0.0)
    if as_json:
        typer.echo(encode(rows))
    else:
        print_rows(rows)
