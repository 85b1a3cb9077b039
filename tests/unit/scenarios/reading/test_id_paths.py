"""What scenarios.reading.id_paths promises, with the groups of scenarios.reading.groups."""

from __future__ import annotations

import pytest

from scenarios.reading.errors import ScenarioError
from scenarios.reading.groups import ABSENT, Groups, overlay
from scenarios.reading.id_paths import assign, count_values, resolve, split_path
from scenarios.reading.places import Plain
from scenarios.reading.yaml_file import parse

TEXT = """\
days: 14
weights: [1, 2, 3]
calendar: {peaks: [{id: d11, factor: 3}], note: null}
sites:
  - {id: c, count: 36}
  - {id: solo}
  - {id: one, count: 1}
banks:
  - {id: old, doors: 60}
  - {id: b, count: 36, doors: 84, compartments: {S: 40, L: 44}, members: {b2: {doors: 20}}}
  - {id: new, site: c, doors: 90}
  - {id: pair, site: c, count: 2, doors: 5}
  - {id: at, site: solo, doors: 7}
  - {id: first, site: one, doors: 8}
"""


def _data() -> dict[str, Plain]:
    data, _ = parse(TEXT, "f")
    assert isinstance(data, dict)
    return data


def _banks(data: dict[str, Plain]) -> dict[str, dict[str, Plain]]:
    banks = data["banks"]
    assert isinstance(banks, list)
    return {str(bank["id"]): bank for bank in banks if isinstance(bank, dict)}


def _value(path: str) -> object:
    (match,) = resolve(_data(), path)
    return match.value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("days", 14),
        ("weights.1", 2),
        ("weights", [1, 2, 3]),
        ("calendar.peaks.d11.factor", 3),
        ("calendar.note", None),
        ("banks.old.doors", 60),
        ("banks.b.doors", 84),
        ("banks.b1.doors", 84),
        ("banks.b2.doors", 20),
        ("banks.b2.compartments", {"S": 40, "L": 44}),
        ("banks.b36.compartments.S", 40),
        ("banks.new36.doors", 90),
        ("banks.pair72.doors", 5),
        ("sites.c7.id", "c"),
    ],
)
def test_a_path_finds_its_value(path: str, value: object) -> None:
    """By key, position, id, and member of a group: its own value over the group's."""
    assert _value(path) == value


def test_a_star_finds_everything_at_its_level() -> None:
    """Matches come in the order of the file and say their path without stars."""
    matches = resolve(_data(), "banks.*.doors")
    assert [(m.path, m.value) for m in matches][:3] == [
        ("banks.old.doors", 60), ("banks.b.doors", 84), ("banks.new.doors", 90),
    ]  # fmt: skip
    assert [m.value for m in resolve(_data(), "weights.*")] == [1, 2, 3]
    assert matches[1].keys == ("banks", 1, "doors")


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("banks.od.doors", "banks.od: no such id (known: old; b, b1 to b36; new, new1 to new36; "),
        ("banks.b37.doors", "banks.b37: no such id"),
        ("banks.b0.doors", "banks.b0: no such id"),
        ("banks.b03.doors", "banks.b03: no such id"),
        ("banks.at1.doors", "banks.at1: no such id"),
        ("banks.first1.doors", "banks.first1: no such id"),
        ("banks.old.dors", "banks.old.dors: is not set here (did you mean doors?)"),
        ("banks.b3.dors", "banks.b3.dors: is not set here (did you mean doors?)"),
        ("dys", "dys: is not set here (did you mean days?)"),
        ("weights.3", "weights.3: no such position in the list (known: 0 to 2)"),
        ("weights.-1", "weights.-1: no such position"),
        ("weights.x", "weights.x: no such position"),
        ("weights.99999999999999999999", "weights.99999999999999999999: no such position"),
        ("days.hours", "days: is 14: nothing stands below it"),
        ("days.*", "days.*: there is nothing here"),
        ("", "an id path is words joined by dots"),
        ("banks..doors", "banks..doors: an id path is words joined by dots"),
        (".".join("x" * 41), "an id path has at most 40 words"),
    ],
)
def test_a_path_that_leads_nowhere_says_where_it_ends(path: str, complaint: str) -> None:
    """Unknown ids and keys, numbers outside, steps into scalars."""
    with pytest.raises(ScenarioError) as caught:
        resolve(_data(), path)
    assert complaint in str(caught.value)


@pytest.mark.parametrize("path", ["banks.od.x", "days.x", "nothing.*", "weights.7"])
def test_setting_refuses_the_same_and_changes_nothing(path: str) -> None:
    """An error leaves the data as it was."""
    data = _data()
    with pytest.raises(ScenarioError):
        assign(data, path, 1)
    assert data == _data()


def test_a_near_id_is_suggested() -> None:
    """A slip in an id is met with the right one."""
    with pytest.raises(ScenarioError) as caught:
        assign(_data(), "calendar.peaks.d12.factor", 1)
    assert caught.value.problems[0].suggestion == "d11"


def test_a_word_that_is_a_member_of_two_groups_is_refused() -> None:
    """b11 is the eleventh of b and the first of b1: nobody guesses."""
    data, _ = parse("banks: [{id: b, count: 20}, {id: b1, count: 5}]", "f")
    with pytest.raises(ScenarioError, match="is a member of two groups, b and b1"):
        assign(data, "banks.b11.doors", 1)
    assert assign(data, "banks.b6.doors", 1)[0].keys == ("banks", 0, "members", "b6", "doors")


def test_a_literal_id_wins_over_a_member() -> None:
    """b3 may stand beside the group b."""
    data, _ = parse("banks: [{id: b, count: 20}, {id: b3}]", "f")
    assign(data, "banks.b3.doors", 1)
    assert data == {"banks": [{"id": "b", "count": 20}, {"id": "b3", "doors": 1}]}


def test_what_is_set_for_one_member_goes_into_the_group() -> None:
    """`members:` by member, nested mappings by key; the group's own values stay."""
    data = _data()
    assign(data, "banks.b3.doors", 20)
    assign(data, "banks.b3.compartments.S", 7)
    assign(data, "banks.b2.compartments.*", 1)
    bank = _banks(data)["b"]
    assert (bank["doors"], bank["compartments"]) == (84, {"S": 40, "L": 44})
    assert bank["members"] == {
        "b2": {"doors": 20, "compartments": {"S": 1, "L": 1}},
        "b3": {"doors": 20, "compartments": {"S": 7}},
    }
    assert resolve(data, "banks.b3.compartments")[0].value == {"S": 7, "L": 44}
    assert resolve(data, "banks.b3.compartments.L")[0].value == 44


def test_the_group_itself_leaves_members_their_own() -> None:
    """`banks.b` is the rule, `members` the exceptions."""
    data = _data()
    assign(data, "banks.b.doors", 50)
    assert _banks(data)["b"]["doors"] == 50
    assert resolve(data, "banks.b2.doors")[0].value == 20


def test_a_star_reaches_every_member() -> None:
    """Own values of members give way, and what is empty then goes too."""
    data = _data()
    assign(data, "banks.b2.compartments.S", 9)
    assign(data, "banks.*.doors", 50)
    assert all(bank["doors"] == 50 for bank in _banks(data).values())
    assert _banks(data)["b"]["members"] == {"b2": {"compartments": {"S": 9}}}
    assign(data, "banks.*.compartments", {"S": 1})
    assert "members" not in _banks(data)["b"]
    assert resolve(data, "banks.b2.compartments.S")[0].value == 1


def test_keys_that_are_not_there_are_made() -> None:
    """Leaves and whole sections; the model says afterwards whether they may be."""
    data = _data()
    assert assign(data, "overdue.fee.cap", 3)[0].keys == ("overdue", "fee", "cap")
    assign(data, "calendar.note.text", "x")
    assert data["overdue"] == {"fee": {"cap": 3}}
    assert resolve(data, "calendar.note")[0].value == {"text": "x"}
    assert assign(data, "banks.old.sizes", None)[0].value is None


def test_a_list_item_set_whole_keeps_its_id() -> None:
    """Unless the new value brings one."""
    data = _data()
    assign(data, "banks.old", {"doors": 1})
    assign(data, "weights.0", 9)
    assert _banks(data)["old"] == {"id": "old", "doors": 1}
    assert data["weights"] == [9, 2, 3]
    assign(data, "banks.old", {"id": "older"})
    assert "older" in _banks(data)


def test_every_place_gets_a_copy_of_its_own() -> None:
    """A later change of one bank is not one of all."""
    data = _data()
    assign(data, "banks.*.compartments", {"S": 1})
    assign(data, "banks.old.compartments.S", 2)
    assert _banks(data)["b"]["compartments"] == {"S": 1}


def test_one_member_cannot_change_part_of_a_list() -> None:
    """Members are merged by key; a position has none."""
    data, _ = parse("banks: [{id: b, count: 3, hours: [1, 2], parts: [{x: 1}]}]", "f")
    for path in ("banks.b1.hours.0", "banks.b1.hours.*", "banks.b1.parts.*.x"):
        with pytest.raises(ScenarioError, match="cannot change part of a list"):
            assign(data, path, 9)
    assign(data, "banks.b1.hours", [9, 9])
    assert resolve(data, "banks.b1.hours")[0].value == [9, 9]


def test_members_that_are_no_mapping_are_left_for_the_model() -> None:
    """A broken file is refused, not mended."""
    data, _ = parse("banks: [{id: b, count: 3, members: 5}, {id: x, members: {x1: 7}}]", "f")
    with pytest.raises(ScenarioError, match="5 stands where b1 would: not a mapping"):
        assign(data, "banks.b1.doors", 9)
    assign(data, "banks.*.doors", 9)
    assert resolve(data, "banks.x.members.x1")[0].value == 7


def test_what_multiplies_is_bounded() -> None:
    """A large value over many banks is refused before anything is written."""
    data: dict[str, Plain] = {"banks": [{"id": f"b{i}"} for i in range(1000)]}
    with pytest.raises(ScenarioError, match="sets more than 500,000 values"):
        assign(data, "banks.*.x", [[0] * 1000])
    assert data == {"banks": [{"id": f"b{i}"} for i in range(1000)]}
    with pytest.raises(ScenarioError, match="sets more than 999 values"):
        assign(data, "banks.*.x", 1, at_most=999)
    many: Plain = [[0] * 1000 for _ in range(101)]
    with pytest.raises(ScenarioError, match="reaches more than 100,000 values"):
        resolve(many, "*.*")


def test_words_values_and_sizes_are_counted() -> None:
    """The small rules that the others stand on."""
    assert split_path("a.*.b") == ("a", "*", "b")
    assert count_values({"a": [1, 2], "b": None}) == 5
    groups = Groups(_data())
    sizes = {name: groups.get_size(bank) for name, bank in _banks(_data()).items()}
    assert sizes == {"old": None, "b": 36, "new": 36, "pair": 72, "at": None, "first": None}
    odd: list[Plain] = [{"count": True}, {"count": 0}, {"count": "3"}, 3]
    assert [groups.get_size(item) for item in odd] == [None] * 4


def test_a_members_own_values_lie_over_the_groups() -> None:
    """Mappings merge key by key, everything else is replaced, null too; nothing is changed."""
    base: Plain = {"a": 1, "m": {"x": 1, "y": 2}, "l": [1]}
    own: Plain = {"m": {"y": 3, "z": None}, "l": [], "n": {"q": 1}}
    assert overlay(base, own) == {"a": 1, "m": {"x": 1, "y": 3, "z": None}, "l": [], "n": {"q": 1}}
    assert overlay(base, ABSENT) == base == {"a": 1, "m": {"x": 1, "y": 2}, "l": [1]}
    assert overlay(ABSENT, own) == own
    assert overlay(base, None) is None
