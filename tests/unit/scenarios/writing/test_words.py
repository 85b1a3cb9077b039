"""Tests of scenarios.writing.words: what is written is read back as the same value."""

from __future__ import annotations

import pytest

from scenarios.reading.yaml_file import parse
from scenarios.writing.words import Plain, one_line, word

VALUES: list[Plain] = [
    "food", "No", "true", "1.5", "1e3", "a: b", "# no", "怡康家园", "two words", "it's", 'say "x"',
    "", " ", "2026-03-02", "-", "a#b", "nan", 3, -7, 0.147, 1e-9, 2.0, 1e18, True, False,
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_values_come_back(value: Plain) -> None:
    """Text stays text, whatever it looks like; numbers stay equal."""
    read, _ = parse(f"a: {word(value)}\n", "f")
    assert read == {"a": value}
    assert isinstance(read, dict)
    assert isinstance(read["a"], str) == isinstance(value, str)


def test_maps_on_a_line() -> None:
    """Parts that are None are left out."""
    assert one_line({"a": 1, "b": None, "c": "x y"}) == "{a: 1, c: x y}"
