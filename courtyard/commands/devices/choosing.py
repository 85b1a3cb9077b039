"""Options by which commands about devices choose them.

Lives here: the options. Not here: the commands.
"""

from __future__ import annotations

from typing import Annotated

import typer

ScenarioName = Annotated[str, typer.Argument(help="A file or a library name, with @VARIANT.")]
Count = Annotated[
    int | None,
    typer.Option(help="So many devices; more than there are come from copies.", min=1, max=100_000),
]
Gateways = Annotated[
    bool, typer.Option("--gateways", help="One connection a site, for all its devices.")
]
