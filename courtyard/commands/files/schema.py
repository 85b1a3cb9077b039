"""`courtyard schema`: JSON Schema of scenario files and of the wire, for editors and devices.

Lives here: the command. Not here: the schemas (`scenarios.schema`, `devices.wire.schema`).
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer


class Subject(Enum):
    """What a schema is of."""

    SCENARIO = "scenario"
    MESSAGES = "messages"
    ASYNCAPI = "asyncapi"


def schema(
    subject: Annotated[
        Subject,
        typer.Argument(help="A scenario file; messages of devices; the topics, as AsyncAPI."),
    ] = Subject.SCENARIO,
) -> None:
    """Print a JSON Schema: every field with unit, bounds and meaning."""
    import json

    typer.echo(json.dumps(_document(subject), ensure_ascii=False, indent=2))


def _document(subject: Subject) -> dict[str, object]:
    if subject is Subject.SCENARIO:
        from scenarios.schema import Scenario

        return Scenario.model_json_schema()
    from devices.wire.schema import asyncapi, json_schema

    return json_schema() if subject is Subject.MESSAGES else asyncapi()
