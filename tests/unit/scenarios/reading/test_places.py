"""What scenarios.reading.places promises: lines of keys, ids in addresses."""

from __future__ import annotations

import pytest

from scenarios.reading.places import Keys, Origin, Plain, find_words, get_id, get_value, show_path
from scenarios.reading.yaml_file import parse

TEXT = """\
title: x
banks:
  - id: a
    doors: 3
  - {id: 7, sizes: [1,
      2]}
last:
  deep:
    er: 1
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ((), 1),
        (("title",), 1),
        (("banks",), 2),
        (("banks", 0), 3),
        (("banks", 0, "doors"), 4),
        (("banks", 1, "sizes"), 5),
        (("banks", 1, "sizes", 1), 6),
        (("last", "deep"), 8),
        (("last", "deep", "er"), 9),
        (("banks", 0, "missing", "far"), 3),
        (("nowhere",), 1),
    ],
)
def test_every_key_has_its_line_and_a_missing_one_that_around_it(keys: Keys, line: int) -> None:
    """Lines count from 1 and are those of the key, not of what follows it."""
    _, places = parse(TEXT, "f")
    assert places.find(keys) == Origin(None, line)


def test_a_value_that_was_laid_over_says_so_with_all_that_is_in_it() -> None:
    """--set has no line; what stands beside it keeps its own."""
    _, places = parse(TEXT, "f")
    places.note(("banks", 0, "doors"), Origin("--set", None))
    places.note(("new", "section"), Origin("--set", None))
    assert places.find(("banks", 0, "doors", "inner")) == Origin("--set", None)
    assert places.find(("banks", 0, "id")) == Origin(None, 3)
    assert places.find(("banks", 0)) == Origin(None, 3)
    assert places.find(("new", "section")) == Origin("--set", None)
    assert places.find(("new",)) == Origin("--set", None)


def test_the_whole_document_has_no_other_origin() -> None:
    """A mistake of the caller is not kept silent."""
    _, places = parse(TEXT, "f")
    with pytest.raises(ValueError, match="whole document"):
        places.note((), Origin("--set", None))


def test_ids_stand_for_positions_in_both_directions() -> None:
    """Addresses are shown by id and found by id; without ids by position."""
    data, _ = parse(TEXT, "f")
    keys: Keys = ("banks", 1, "sizes", 0)
    assert show_path(data, keys) == "banks.7.sizes.0"
    assert find_words(data, ["banks", "7", "sizes", "0"]) == keys
    assert find_words(data, ["banks", "a", "dors"]) == ("banks", 0)
    assert find_words(data, ["banks", "z"]) == ("banks",)
    assert get_value(data, keys) == 1
    assert get_value(data, ("banks", 9, "x")) is None
    assert show_path(data, ("banks", 99, "x y")) == "banks.99.'x y'"


@pytest.mark.parametrize(
    ("item", "found"),
    [({"id": "a"}, "a"), ({"id": 3}, "3"), ({"id": True}, None), ({}, None), ("id", None)],
)
def test_an_id_is_text_or_a_whole_number(item: Plain, found: str | None) -> None:
    """Anything else is left for the model to refuse."""
    assert get_id(item) == found
