"""The words: both languages everywhere, the house's Chinese, nothing without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from scenarios.schema import Scenario
from tests.contract.sources import ROOT
from twin.figures.catalogue import FIGURES
from twin.report.assumptions import STANDINGS, find_place
from twin.report.reading.logs import Absence
from twin.report.words import catalogue
from twin.report.words.catalogue import LANGUAGES, Words, load_words

CHINESE = re.compile(r"[\u4e00-\u9fff]")

SAYS_NOTHING_OF_THE_WORLD = {
    "title", "question", "title_zh", "question_zh", "sources", "variants", "explore", "labels",
}  # fmt: skip

WORDS_OF_THE_COMMISSION = {
    "智能快递柜", "格口", "满仓", "无空格口", "存件", "取件", "超期", "超期收费", "超大件",
    "快递员", "人工代收点", "小区", "户", "大促",
}  # fmt: skip


def _glossary() -> Iterator[list[str]]:
    for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and CHINESE.search(cells[1]):
            yield cells


def _forbidden() -> set[str]:
    """Words that the glossary names as not meant, wherever they stand."""
    named = {
        word
        for cells in _glossary()
        for word in re.findall(r"\(not ([\u4e00-\u9fff]+)", " ".join(cells))
    }
    # 取件 is what recipients do; only for waste is it the wrong word.
    return named - {"取件"}


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_entry_has_both_languages() -> None:
    """Words in each language, with the same names to fill in; English has no Chinese in it."""
    for key, entry in load_words().items():
        assert set(entry) == set(LANGUAGES), key
        assert _fields(entry["en"]) == _fields(entry["zh"]), key
        assert not CHINESE.search(entry["en"]), key
        assert all(entry.values()) or key == "unit.1", key


def test_no_word_that_means_something_else() -> None:
    """The words that the glossary rules out stand nowhere."""
    forbidden = _forbidden()
    assert {"银行", "拒收", "厨余", "溢出"} <= forbidden
    for key, entry in load_words().items():
        assert not [word for word in forbidden if word in entry["zh"]], key


def test_words_of_the_commission_are_used() -> None:
    """What the commissioning documents have a word for is called by it, and the glossary agrees."""
    said = " ".join(entry["zh"] for entry in load_words().values())
    glossary = " ".join(chinese for _, chinese, _ in _glossary())
    for word in WORDS_OF_THE_COMMISSION:
        assert word in said, word
        assert word in glossary, word


def test_every_figure_has_words() -> None:
    """Name, meaning and formula in Chinese, for the formula that the catalogue has today."""
    words = load_words()
    for figure in FIGURES.values():
        assert words[f"figure.{figure.name}.name"]
        for part in ("says", "formula"):
            assert words[f"figure.{figure.name}.{part}"]["en"] == getattr(figure, part), figure.name


def test_every_unit_has_words() -> None:
    """Units of figures and of scenario fields."""
    units = {figure.unit for figure in FIGURES.values()} | {unit for _, unit in _leaves() if unit}
    assert {unit for unit in units if f"unit.{unit}" not in load_words()} == set()


def test_every_field_of_a_scenario_has_words() -> None:
    """A new field of the format asks for its name in both languages (words/fields.yaml)."""
    patterns = {path for path, _ in _leaves()}
    fields = {key.removeprefix("field.") for key in load_words() if key.startswith("field.")}
    assert patterns - fields == set()
    assert fields - patterns == set()


def _leaves() -> list[tuple[str, str]]:
    """Paths of values as results list them, with their unit; ids are `*`."""
    schema = Scenario.model_json_schema()
    found: list[tuple[str, str]] = []

    def walk(node: dict[str, Any], path: tuple[str, ...], unit: str) -> None:
        unit = node.get("unit", unit)
        if "$ref" in node:
            walk(schema["$defs"][node["$ref"].rpartition("/")[2]], path, unit)
            return
        alternatives = node.get("anyOf", node.get("oneOf"))
        if alternatives is not None:
            for below in alternatives:
                walk(below, path, unit)
            return
        if node.get("type") == "null":
            return
        for name, below in node.get("properties", {}).items():
            if path or name not in SAYS_NOTHING_OF_THE_WORLD:
                walk(below, (*path, name), unit)
        maps = [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
        below_ids = [part for part in (*maps, node.get("items")) if isinstance(part, dict)]
        has_objects = [part for part in below_ids if {"$ref", "anyOf", "oneOf"} & set(part)]
        for part in has_objects:
            walk(part, (*path, "*"), unit)
        if path and path[-1] != "id" and "properties" not in node and not has_objects:
            found.append((".".join(path), unit))

    walk(schema, (), "")
    return found


def test_paths_of_a_scenario_are_found_in_the_format() -> None:
    """Every pattern is what `find_place` makes of a path with ids."""
    for pattern, unit in _leaves():
        place = find_place(pattern.replace("*", "x1"))
        assert place is not None, pattern
        assert (place.pattern, place.unit) == (pattern, unit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_are_looked_up_by_value(language: catalogue.Language) -> None:
    """Standings of assumptions, reasons for a missing log: each has its words."""
    words = Words(language)
    for standing in STANDINGS:
        assert words.say(f"standing.{standing}")
        assert words.say(f"standing_says.{standing}")
    for absence in get_args(Absence):
        assert words.say(f"notice.{absence}", count=0)


def test_own_words_stand_as_they_are() -> None:
    """What the catalogue does not know is the user's own and is not touched."""
    words = Words("zh")
    assert words.say_or("label.my-fair", "my-fair") == "my-fair"
    assert words.say_or("label.double11", "double11") == "双十一"
    with pytest.raises(KeyError):
        words.say("no.such.key")


def test_latin_names_stand_apart_from_chinese_words() -> None:
    """A name that is filled in keeps its distance from Chinese words, and only there."""
    names = {"count": 2, "component": "gate 网络", "hours": "3"}
    assert "最久的是 gate 网络" in Words("zh").say("outages.lead", **names)
    assert "最久的是门口网络" in Words("zh").say(
        "outages.lead", **{**names, "component": "门口网络"}
    )
    assert Words("zh").say("date.short", month="3月", day=4) == "3月4日"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: {en: one}", "a must have words in en, zh"),
        ("a: {en: one, zh: 一, fr: un}", "a must have words in en, zh"),
        ("a: {en: true, zh: 是}", "a must have words in en, zh"),
    ],
)
def test_broken_entries_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    """A language that is missing or too many, and words that YAML reads as something else."""
    (tmp_path / "words.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(catalogue, "FILES", {"words.yaml": ""})
    monkeypatch.setattr(catalogue, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=message):
        load_words.__wrapped__()
