"""What scenarios.reading.variants promises: settings from text and from the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.reading.errors import ScenarioError
from scenarios.reading.library import read_scenario
from scenarios.reading.places import Origin, Plain
from scenarios.reading.variants import (
    MAX_SETTINGS,
    Setting,
    lay_over,
    list_variants,
    parse_setting,
    pick_variant,
)
from scenarios.reading.yaml_file import Document, parse, read_document
from scenarios.schema import Scenario
from tests.unit.scenarios.reading.toy import GOOD, write


def _document(text: str) -> Document:
    data, places = parse(text, "toy.yaml")
    assert isinstance(data, dict)
    return Document("toy.yaml", data, places)


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("a.b=20", "a.b", 20),
        (" a.b = 2.5 ", "a.b", 2.5),
        ("a=1e3", "a", 1000.0),
        ("a=true", "a", True),
        ("a=on", "a", "on"),
        ("a=", "a", None),
        ("a=null", "a", None),
        ("a=12:30", "a", "12:30"),
        ("a=x = y", "a", "x = y"),
        ("a=#1: *no &tags !here", "a", "#1: *no &tags !here"),
        ("a=[1, x, {b: 2}]", "a", [1, "x", {"b": 2}]),
        ("a={S: 3}", "a", {"S": 3}),
        ("a='3'", "a", "3"),
        ('a="x # y"', "a", "x # y"),
        ("a=三号", "a", "三号"),
    ],
)
def test_the_value_of_a_setting_follows_the_rules_of_files(
    text: str, path: str, value: Plain
) -> None:
    """Scalars, and flow style where it opens so; no YAML within bare text."""
    assert parse_setting(text) == Setting(path, value, Origin("--set", None))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a.b", "--set: a.b = 'a.b': a setting is PATH=VALUE"),
        ("=3", "--set: '=3': a setting is PATH=VALUE"),
        ("a=[1", "--set: a = '[1': is not valid YAML"),
        ("a=[&x 1, *x]", "--set: a = '[&x 1, *x]': anchor &x: anchors are not allowed"),
        ("a=[!!python/name:os.system ]", "tag !!python/name:os.system: tags are not allowed"),
        ("a=[.nan]", "--set: a = '[.nan]': infinity and not-a-number"),
        ("a=.inf", "--set: a = '.inf': infinity and not-a-number"),
        (f"a={'9' * 30}", "whole numbers go from"),
        ("a=x\x1by", "character U+001B is not allowed"),
        ("a=" + "[" * 100_000, "more than 40 levels"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(text: str, complaint: str) -> None:
    """The error names the path and the value as given."""
    with pytest.raises(ScenarioError) as caught:
        parse_setting(text)
    assert complaint in str(caught.value)


def test_a_variant_is_its_title_and_settings_with_their_lines(tmp_path: Path) -> None:
    """Settings keep the order of the file."""
    document = read_document(write(tmp_path, GOOD))
    assert list_variants(document.data) == ["small", "broken"]
    title, settings = pick_variant(document, "small")
    assert title == "Fewer doors"
    assert settings == [
        Setting("banks.*.doors", 30, Origin(None, 20)),
        Setting("dwell.shape", 1, Origin(None, 20)),
    ]
    assert pick_variant(document, "broken")[0] is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: 1", "toy.yaml: no variant x (known: none)"),
        ("variants: [x]", "toy.yaml: no variant x (known: none)"),
        ("variants: {xy: {}}", "no variant x (known: xy) (did you mean xy?)"),
        ("variants: {x: 3}", "toy.yaml:1: variants.x = 3: must be a mapping with `set:` in it"),
        ("variants: {x: {}}", "variants.x.set: must be a mapping of id paths to values"),
        ("variants: {x: {set: [1]}}", "variants.x.set = [1]: must be a mapping of id paths"),
        ("variants:\n x: {title: 3, set: {}}", "toy.yaml:2: variants.x.title = 3: must be text"),
        (
            "variants: {x: {set: {" + "".join(f"k{i}: 1, " for i in range(201)) + "}}}",
            "variants.x.set: 201 settings: at most 200",
        ),
    ],
)
def test_a_variant_that_cannot_be_is_refused(text: str, complaint: str) -> None:
    """Unknown names with a suggestion, other shapes with their line."""
    with pytest.raises(ScenarioError) as caught:
        pick_variant(_document(text), "x")
    assert complaint in str(caught.value)


def test_settings_are_laid_over_in_order_and_leave_their_origin() -> None:
    """The last one wins; errors later name where a value came from."""
    document = _document("a: 1\nb: {c: 2, d: 3}\n")
    lay_over(document, [Setting("b.c", 5, Origin(None, 9)), parse_setting("b.c=6")])
    lay_over(document, [Setting("a", [7], Origin(None, 9))])
    assert document.data == {"a": [7], "b": {"c": 6, "d": 3}}
    assert document.places.find(("b", "c")) == Origin("--set", None)
    assert document.places.find(("b", "d")) == Origin(None, 2)
    assert document.places.find(("a", 0)) == Origin(None, 9)


def test_all_paths_that_lead_nowhere_are_told_at_once() -> None:
    """With the line of the variant, or as --set."""
    document = _document("banks: [{id: a}]\n")
    settings = [
        Setting("banks.x.doors", 1, Origin(None, 8)),
        parse_setting("banks.a.doors=1"),
        parse_setting("banks.a.id.x=1"),
    ]
    with pytest.raises(ScenarioError) as caught:
        lay_over(document, settings)
    assert str(caught.value).splitlines() == [
        "toy.yaml:8: banks.x: no such id (known: a)",
        "--set: banks.a.id: is 'a': nothing stands below it",
    ]


def test_settings_are_bounded_in_number_and_in_all() -> None:
    """Neither many settings nor large values over many banks can fill the memory."""
    document = _document("a: 1")
    with pytest.raises(ScenarioError, match=f"more than {MAX_SETTINGS} settings"):
        lay_over(document, [parse_setting("a=1")] * (MAX_SETTINGS + 1))
    rows = Setting("rows", [{"id": f"r{i}"} for i in range(1000)], Origin("--set", None))
    wide = Setting("rows.*.x", [0] * 500, Origin("--set", None))
    with pytest.raises(ScenarioError, match=r"rows\.\*\.x: sets more than"):
        lay_over(document, [rows, wide, wide])


def test_a_value_that_is_changed_changes_its_source() -> None:
    """What was said of the value before no longer holds: variant and command line say so."""
    settings = ["parcels.per_day=50000", "couriers={companies: [{id: a, share: 1}]}"]
    scenario = read_scenario("yiyuan@half-day", Scenario, settings).scenario
    assert scenario.sources["dwell.law.mean_h"] == "variant half-day"
    assert scenario.sources["parcels.per_day"] == "set on the command line"
    assert scenario.sources["couriers"] == "set on the command line"
    assert not [key for key in scenario.sources if key.startswith("couriers.")]
    assert scenario.sources["sites.c.count"].startswith("commission")
