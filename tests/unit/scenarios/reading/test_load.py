"""What scenarios.reading.load promises: a model, or errors that say file, key, value, bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.reading.errors import Problem, ScenarioError
from scenarios.reading.load import Loaded, load
from scenarios.reading.variants import Setting, parse_setting
from tests.unit.scenarios.reading.toy import GOOD, Strict, Toy, Weibull, write


def _load(folder: Path, *overrides: str | Setting, variant: str | None = None) -> Loaded[Toy]:
    return load(write(folder, GOOD), Toy, overrides, variant)


def _complaints(folder: Path, text: str, *overrides: str) -> list[str]:
    path = write(folder, text)
    with pytest.raises(ScenarioError) as caught:
        load(path, Toy, overrides)
    return [line.removeprefix(f"{folder}/") for line in str(caught.value).splitlines()]


def test_a_file_becomes_a_model_with_its_data(tmp_path: Path) -> None:
    """Model, plain data, file and no variant."""
    loaded = _load(tmp_path)
    assert isinstance(loaded.scenario.dwell, Weibull)
    assert loaded.scenario.banks[1].members["b2"].doors == 20
    assert loaded.data["title"] == "Toy"
    assert loaded.file == str(tmp_path / "toy.yaml")
    assert (loaded.variant, loaded.title) == (None, None)


def test_variant_first_then_overrides(tmp_path: Path) -> None:
    """What the user sets wins over what the variant sets, that over the file."""
    loaded = _load(
        tmp_path, "banks.old.doors=7", parse_setting("banks.b9.doors=8"), variant="small"
    )
    old, group = loaded.scenario.banks
    assert (old.doors, group.doors, set(group.members)) == (7, 30, {"b9"})
    assert (loaded.variant, loaded.title) == ("small", "Fewer doors")
    assert loaded.scenario.dwell == Weibull(kind="weibull", mean_h=31.6, shape=1)


def test_a_broken_variant_names_its_line(tmp_path: Path) -> None:
    """The path in the variant is what is wrong, not the file's bank."""
    with pytest.raises(ScenarioError) as caught:
        _load(tmp_path, variant="broken")
    assert str(caught.value).endswith("toy.yaml:23: banks.c: no such id (known: old; b, b1 to b36)")
    with pytest.raises(ScenarioError, match=r"no variant smal .*did you mean small"):
        _load(tmp_path, variant="smal")


def test_a_model_without_variants_does_not_see_them(tmp_path: Path) -> None:
    """The section is reading's own, unless the format declares it."""

    class Bare(Strict):
        title: str

    path = write(tmp_path, "title: x\nvariants: {v: {set: {title: y}}}\n")
    assert load(path, Bare).scenario.title == "x"
    assert load(path, Bare, variant="v").scenario.title == "y"
    assert "variants" in load(path, Toy).data


@pytest.mark.parametrize(
    ("override", "complaint"),
    [
        ("banks.old.doors=-3", "banks.old.doors = -3: must be at least 1"),
        ("banks.*.doors=5001", "banks.old.doors = 5001: must be at most 5000"),
        ("banks.b3.doors=0", "banks.b.members.b3.doors = 0: must be at least 1"),
        ("banks.old.doors=1.5", "banks.old.doors = 1.5: must be a whole number"),
        ("banks.old.doors='60'", "banks.old.doors = '60': must be a whole number"),
        ("banks.old.dors=3", "banks.old.dors = 3: unknown key (did you mean doors?)"),
        ("banks.old.xyz=3", "banks.old.xyz = 3: unknown key (known: doors, compartments, id, "),
        ("bank.old.doors=3", "bank = {old: {doors: 3}}: unknown key (did you mean banks?)"),
        ("peakdays=3", "peakdays = 3: unknown key (did you mean peakDays?)"),
        ("peakDays=x", "peakDays = 'x': must be a whole number"),
        ("banks.old.id=ÄÖ", "banks.ÄÖ.id = 'ÄÖ': must match the pattern ^[a-z][a-z0-9]*$"),
        ("banks=3", "banks = 3: must be a list"),
        ("banks=[3]", "banks.0 = 3: must be a mapping of keys"),
        ("banks.old=null", "banks.old = null: must be a mapping of keys"),
        ("banks.*=[1, 2]", "banks.old = [1, 2]: must be a mapping of keys"),
        ("banks={a: 1}", "banks = {a: 1}: must be a list"),
        ("title=3", "title = 3: must be text"),
        ("title=''", "title = '': has length 0: must be at least 1"),
        (f"title={'x' * 99}", "…: has length 99: must be at most 40"),
        ("weights=[]", "weights = []: has length 0: must be at least 1"),
        ("weights=[1, x]", "weights.1 = 'x': must be a number"),
        ("enabled=yes", "enabled = 'yes': must be true or false"),
        ("start_date=soon", "start_date = 'soon': must be a date as 2025-11-11"),
        (
            "state=existin",
            "state = 'existin': must be 'new' or 'existing' (did you mean existing?)",
        ),
        ("size_mix={small: 1}", "size_mix.small = 1: the key must match the pattern ^[A-Z]+$"),
        ("dwell.shape=0.1", "dwell.shape = 0.1: must be at least 0.2"),
        ("dwell.mean_h=0", "dwell.mean_h = 0: must be more than 0"),
        ("dwell={kind: exponential, mean_h: 2400}", "dwell.mean_h = 2400: must be less than 2400"),
        (
            "dwell={kind: exponential, mean_h: 3, men_h: 1}",
            "dwell.men_h = 1: unknown key (did you mean mean_h?)",
        ),
        (
            "dwell.kind=weibul",
            "dwell.kind = 'weibul': must be one of exponential, weibull (did you mean weibull?)",
        ),
        ("dwell={shape: 1}", "dwell.kind: is missing: must be one of exponential, weibull"),
        ("dwell={kind: weibull, mean_h: 1}", "dwell.shape: is missing"),
        ("dwell=fast", "dwell = 'fast': must be a mapping of keys"),
        ("shelf=wide", "shelf = 'wide': must be a whole number or a mapping of keys"),
        ("shelf={width_cm: 0}", "shelf.width_cm = 0: must be more than 0"),
        ("shelf={width: 1, width_cm: 1}", "shelf.width = 1: unknown key (did you mean width_cm?)"),
        ("nested={leaf: x}", "nested.leaf = 'x': must be a whole number"),
        ("nested={left: {left: {berries: x}}}", "nested.left.left.berries = 'x': must be a whole"),
    ],
)
def test_every_kind_of_error_says_key_value_and_bound(
    tmp_path: Path, override: str, complaint: str
) -> None:
    """In words of a scenario file, never of a library."""
    said = _complaints(tmp_path, GOOD, override)[0]
    assert said.startswith(f"--set: {complaint}") or complaint in said
    assert "pydantic" not in said


def test_problems_come_by_line_and_name_it(tmp_path: Path) -> None:
    """All of them at once, each at its own line."""
    text = GOOD.replace("doors: 60", "doors: -60\n    colour: red").replace("title: Toy\n", "")
    assert _complaints(tmp_path, text.replace("shape: 0.763", "shape: nan")) == [
        "toy.yaml:2: title: is missing",
        "toy.yaml:5: banks.old.doors = -60: must be at least 1",
        "toy.yaml:6: banks.old.colour = 'red': unknown key"
        " (known: doors, compartments, id, count, members)",
        "toy.yaml:16: dwell.shape = 'nan': must be a finite number",
    ]


def test_a_bound_is_there_for_programs_too(tmp_path: Path) -> None:
    """Message for people, bound for a form or an editor."""
    with pytest.raises(ScenarioError) as caught:
        _load(tmp_path, "banks.old.doors=-3")
    (problem,) = caught.value.problems
    assert (problem.bound, problem.value, problem.line) == (">= 1", "-3", None)


@pytest.mark.parametrize(
    ("override", "complaint"),
    [
        (
            "size_mix={S: 0.5, L: 0.4}",
            "--set: size_mix = {S: 0.5, L: 0.4}: sums to 0.9: must sum to 1",
        ),
        ("banks.old.doors=666", "--set: banks.old.doors = 666: too many: take 665"),
        ("banks.old.doors=13", "--set: banks.old.doors = 13: brings bad luck"),
    ],
)
def test_what_validators_say_is_put_in_its_place(
    tmp_path: Path, override: str, complaint: str
) -> None:
    """A path that a ValueError begins with, or the key of a ScenarioError, finds the place."""
    assert _complaints(tmp_path, GOOD, override) == [complaint]


def test_later_complaints_are_put_in_their_place_too(tmp_path: Path) -> None:
    """Expanding groups or making traces can find faults after validation."""
    loaded = _load(tmp_path)

    def explain(error: ScenarioError | ValueError) -> str:
        return str(loaded.explain(error)).removeprefix(f"{tmp_path}/")

    assert explain(ValueError("banks.b.members.b99: no such member")) == (
        "toy.yaml:11: banks.b.members.b99: no such member"
    )
    assert explain(ValueError("banks.b.doors = 84: too many")) == (
        "toy.yaml:9: banks.b.doors = 84: too many"
    )
    assert explain(ValueError("banks.b.doors = 84.0: too many: take 83.0")) == (
        "toy.yaml:9: banks.b.doors = 84: too many: take 83.0"
    )
    assert explain(ValueError("banks.b.doors = 84 is too many")) == (
        "toy.yaml:9: banks.b.doors = 84: is too many"
    )
    assert explain(ValueError("banks.b.doors = 84.0 is too many")) == (
        "toy.yaml:9: banks.b.doors = 84: is too many"
    )
    assert explain(ValueError("nothing of this kind")) == "toy.yaml:2: nothing of this kind"
    assert explain(ScenarioError(Problem("odd", key="dwell.shape"))) == (
        "toy.yaml:16: dwell.shape = 0.763: odd"
    )
    assert explain(ScenarioError(Problem("odd", key="dwell.scale"))) == (
        "toy.yaml:13: dwell.scale: odd"
    )
    assert explain(ScenarioError(Problem("odd", file="trace.csv", line=3))) == "trace.csv:3: odd"


def test_a_hundred_thousand_unknown_keys_are_told_in_twenty_lines(tmp_path: Path) -> None:
    """Bounded text, bounded time; the rest is counted."""
    many = "".join(f"k{i}: 1\n" for i in range(100_000))
    lines = _complaints(tmp_path, GOOD + many)
    assert len(lines) == 21
    assert lines[-1] == "and 99,980 more"


def test_self_similar_unions_do_not_explode(tmp_path: Path) -> None:
    """Thirty levels would make pydantic try a billion values."""
    text = "nested: " + "{left: " * 35 + "{leaf: x}" + "}" * 35 + "\n"
    (line,) = _complaints(tmp_path, GOOD + text)
    assert (
        line == "toy.yaml: more than 500,000 ways to read the values: nested too deep, or too many"
    )
