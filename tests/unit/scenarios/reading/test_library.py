"""What scenarios.reading.library promises: names, questions, files."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.reading.errors import ScenarioError
from scenarios.reading.library import (
    VERIFY,
    locate,
    locate_in_library,
    names,
    question,
    read_scenario,
    split_variant,
)
from tests.unit.scenarios.reading.toy import GOOD, Toy, write


def test_every_library_scenario_is_named_and_found() -> None:
    """Names are sorted, those with closed forms last; each is a file of the package."""
    found = names()
    own = [name for name in found if "/" not in name]
    assert found == sorted(own) + sorted(set(found) - set(own))
    assert own
    assert all(name.startswith(f"{VERIFY}/") for name in set(found) - set(own))
    for name in found:
        assert locate(name).is_file()
        assert locate(name) == locate_in_library(name)


def test_every_library_scenario_opens_with_its_question() -> None:
    """One line that ends as a sentence."""
    for name in names():
        text = question(name)
        assert text, name
        assert "#" not in text
        assert "\n" not in text


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    """A file needs no place in the library."""
    path = write(tmp_path, GOOD)
    assert locate(str(path)) == path


def test_what_is_neither_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    """A slip in a name, in a file's name, and names no file can have."""
    write(tmp_path, GOOD)
    first = names()[0]
    for name, suggestion in (
        (f"{first}x", first),
        (str(tmp_path / "toi.yaml"), str(tmp_path / "toy.yaml")),
        ("\0", None),
        ("n" * 5000, None),
    ):
        with pytest.raises(ScenarioError) as caught:
            locate(name)
        (problem,) = caught.value.problems
        assert problem.message.startswith("neither a file nor a scenario of the library")
        assert problem.suggestion == suggestion
    with pytest.raises(ScenarioError):
        question("../schema")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("yiyuan", ("yiyuan", None)),
        ("yiyuan@half-day", ("yiyuan", "half-day")),
        ("me@home/s.yaml@v", ("me@home/s.yaml", "v")),
        ("yiyuan@", ("yiyuan@", None)),
        ("@v", ("@v", None)),
    ],
)
def test_a_variant_follows_the_last_at_sign(name: str, parts: tuple[str, str | None]) -> None:
    """NAME@VARIANT; half of it is no variant."""
    assert split_variant(name) == parts


def test_a_file_with_an_at_sign_is_a_file(tmp_path: Path) -> None:
    """What exists is taken whole."""
    path = tmp_path / "toy@small.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert split_variant(str(path)) == (str(path), None)


def test_a_scenario_is_read_by_what_a_command_line_says(tmp_path: Path) -> None:
    """Path, variant and overrides in one."""
    path = write(tmp_path, GOOD)
    loaded = read_scenario(f"{path}@small", Toy, ["title=Mine"])
    assert (loaded.scenario.title, loaded.variant) == ("Mine", "small")
    assert loaded.scenario.banks[0].doors == 30
    assert read_scenario(path, Toy).scenario.banks[0].doors == 60
