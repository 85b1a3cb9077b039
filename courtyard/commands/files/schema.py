"""`courtyard schema`: the JSON Schema of scenario files, for editors.

Lives here: the command. Not here: the schema (`scenarios.schema`).
"""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema of a scenario file: every field with unit, bounds and meaning."""
    import json

    from scenarios.schema import Scenario

    typer.echo(json.dumps(Scenario.model_json_schema(), ensure_ascii=False, indent=2))
