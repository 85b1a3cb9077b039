"""Tables of every field of a scenario file, from its JSON Schema.

Only the layout lives here: fields, units, bounds and meanings stand in `scenarios/schema/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenarios.schema import Scenario
from scenarios.schema.base import Model

Schema = dict[str, Any]

_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true, false"}
_BOUNDS = (
    ("minimum", "≥ {}"),
    ("exclusiveMinimum", "> {}"),
    ("maximum", "≤ {}"),
    ("exclusiveMaximum", "< {}"),
    ("minItems", "≥ {} entries"),
    ("maxItems", "≤ {} entries"),
)


def field_tables() -> str:
    """One section a part of the file, in the order in which the parts are first mentioned."""
    whole = Scenario.model_json_schema()
    parts = {"Scenario": whole} | whole["$defs"]
    order = ["Scenario"]
    for name in order:
        order.extend(ref for ref in _references(parts[name]) if ref not in order)
    return "\n\n".join(_section(name, parts[name]) for name in order)


def _section(name: str, part: Schema) -> str:
    says = " ".join(str(part.get("description", "")).split())
    lines = [f"### {name}", "", says, "", "| key | is | unit | bounds | default | says |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    fields = _models()[name].model_fields
    for key, schema in part.get("properties", {}).items():
        unit = schema.get("unit", "")
        meaning = str(schema.get("description", "")).removesuffix(f" [{unit}]")
        cells = (
            f"`{key}`",
            _kind(schema),
            "" if unit == "1" else unit,
            _bounds(schema),
            _default(fields[key]),
            meaning,
        )
        lines.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return "\n".join(lines)


def _models() -> dict[str, type[BaseModel]]:
    """The models of a scenario file by name."""
    found: list[type[BaseModel]] = [Model]
    for model in found:
        found.extend(model.__subclasses__())
    return {
        model.__name__: model for model in found if model.__module__.startswith("scenarios.schema")
    }


def _kind(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " or ".join(_kind(each) for each in schema[union] if each != {"type": "null"})
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return f"list of {_kind(schema['items'])}"
    if kind == "object":
        values = next(iter(schema.get("patternProperties", {}).values()), None)
        values = values or schema.get("additionalProperties")
        return f"by id: {_kind(values)}" if isinstance(values, dict) else "by id path: any value"
    if schema.get("format") == "date":
        return "date"
    return _WORDS.get(str(kind), "any value")


def _bounds(schema: Schema) -> str:
    schemas = [schema, *(each for each in schema.get("anyOf", ()) if each != {"type": "null"})]
    found = [
        words.format(_number(each[key]))
        for each in schemas
        for key, words in _BOUNDS
        if key in each
    ]
    items: Schema = next((each["items"] for each in schemas if "items" in each), {})
    inner = [words.format(_number(items[key])) for key, words in _BOUNDS if key in items]
    found += ["each " + ", ".join(inner)] if inner else []
    patterns = [each["pattern"] for each in schemas if "pattern" in each]
    found += [f"`{pattern}`" for pattern in patterns if not pattern.startswith("^[A-Za-z]")]
    return ", ".join(found)


def _number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "*required*"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "its defaults"
    if value is None or value in ([], {}, ""):
        return "–"
    if isinstance(value, list) and len(set(value)) == 1:
        return f"{len(value)} × `{value[0]}`"
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _references(node: Any) -> Iterator[str]:
    """Names of parts that a schema refers to, in the order in which they stand there."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield str(value).rpartition("/")[2]
            elif key not in {"$defs", "discriminator"}:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
