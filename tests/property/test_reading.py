"""Reading holds for whatever data, text and bytes hypothesis can think of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.reading import yaml_file
from scenarios.reading.errors import ScenarioError
from scenarios.reading.id_paths import assign, resolve
from scenarios.reading.load import load
from scenarios.reading.places import Plain, get_value
from scenarios.reading.variants import parse_setting
from scenarios.reading.yaml_file import MAX_INT, MIN_INT, parse, read_document
from tests.unit.scenarios.reading.toy import GOOD, Toy

printable = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\ufffe\uffff"
)
"""What may stand in a file; line breaks are tried by hand-written tests."""

scalars: st.SearchStrategy[Plain] = (
    st.none()
    | st.booleans()
    | st.integers(MIN_INT, MAX_INT)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(printable, max_size=20)
)
keys = st.text(printable, max_size=20)
plain: st.SearchStrategy[Plain] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=30,
)
yamlish = st.text(st.sampled_from("ab1.-:?[]{}&*!|>'\"%@`,# \n\t~é\x00\ufeff<="), max_size=80)


class Dumper(yaml.SafeDumper):
    """Quotes all text: YAML 1.1, which PyYAML writes, takes other words for text than we do."""

    def ignore_aliases(self, data: Any) -> bool:
        """Writes a value that stands twice twice."""
        return True


Dumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def _dump(data: Plain, flow: bool) -> str:
    return yaml.dump(
        data, Dumper=Dumper, allow_unicode=True, default_flow_style=flow, sort_keys=False
    )


def _complaint(read: Callable[[], object]) -> list[str]:
    """The lines of the ScenarioError that `read` raises; none if it raises nothing."""
    try:
        read()
    except ScenarioError as error:
        return str(error).splitlines()
    return []


def _typed(value: Plain) -> object:
    """The value with its types, so that 1, 1.0 and true differ."""
    if isinstance(value, dict):
        return {key: _typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    return type(value), repr(value)


@given(plain, st.booleans())
def test_what_was_written_is_read(data: Plain, flow: bool) -> None:
    """Any plain data survives the way through a file, in both styles, types and all."""
    assert _typed(parse(_dump(data, flow), "f")[0]) == _typed(data)


@given(plain, st.booleans())
def test_the_pure_parser_reads_the_same(data: Plain, flow: bool) -> None:
    """The faster parser is speed, not meaning: data and lines agree."""
    text = _dump(data, flow)
    fast, fast_places = parse(text, "f")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_file, "_LOADER", yaml.SafeLoader)
        slow, slow_places = parse(text, "f")
    assert _typed(fast) == _typed(slow)
    for key in fast if isinstance(fast, dict) else ():
        assert fast_places.find((key,)) == slow_places.find((key,))


@given(plain)
def test_json_is_read_too(data: Plain) -> None:
    """A scenario written by a program as JSON is a scenario."""
    assert _typed(parse(json.dumps(data, ensure_ascii=False), "f")[0]) == _typed(data)


@given(st.binary(max_size=200) | yamlish.map(lambda text: text.encode("utf-8")))
def test_no_bytes_raise_anything_else(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Random bytes are data or a ScenarioError of printable lines."""
    path = tmp_path_factory.getbasetemp() / "random.yaml"
    path.write_bytes(raw)
    said = _complaint(lambda: read_document(path))
    assert all(line.isprintable() for line in said)


@given(yamlish | st.text(max_size=40))
def test_no_setting_raises_anything_else(text: str) -> None:
    """Random --set text is a setting or a ScenarioError."""
    said = _complaint(lambda: parse_setting(text))
    assert all(line.startswith("--set") and line.isprintable() for line in said)


TOY_WORDS = ("banks", "b", "old", "b2", "b36", "b99", "*", "doors", "members", "dwell", "kind", "0")
toy_paths = st.lists(
    st.sampled_from(TOY_WORDS),
    min_size=1,
    max_size=5,
).map(".".join)


@settings(max_examples=300)
@given(toy_paths, plain)
def test_no_override_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, path: str, value: Plain
) -> None:
    """Whatever stands wherever: a model, or a ScenarioError in few lines."""
    file: Path = tmp_path_factory.getbasetemp() / "toy.yaml"
    file.write_text(GOOD, encoding="utf-8")
    setting = parse_setting(f"{path}=0")
    said = _complaint(lambda: load(file, Toy, [replace(setting, value=value)]))
    assert len(said) <= 21
    assert all(line.isprintable() and "pydantic" not in line for line in said)


@given(toy_paths, st.integers())
def test_what_is_assigned_is_found(path: str, value: int) -> None:
    """Where setting succeeds, resolving the same path gives the value, at the same addresses.

    Not so where a whole list item was replaced by a number: its id is gone.
    """
    data, _ = parse(GOOD, "f")
    try:
        written = assign(data, path, value)
    except ScenarioError:
        return
    for match in written:
        assert get_value(data, match.keys) == value
        if isinstance(match.keys[-1], int):
            continue
        assert [found.value for found in resolve(data, match.path)] == [value]
