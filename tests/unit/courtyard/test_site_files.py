"""Files about how sites work: refused like scenarios, with file, line, key, value and bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from courtyard.inputs import InputError
from courtyard.site_files import read_rollout, read_rounds, read_rulebook
from fleet.adapters.firmware.planning import Planned
from scenarios.reading.errors import ScenarioError

PLACE = "{latitude: 30.3, longitude: 120.1}"


def _file(folder: Path, text: str) -> Path:
    path = folder / "book.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chain: {}", "1: chain = {}: unknown key (did you mean chains?)"),
        ("rules: [{alarm: smoke}]", "1: rules.0.alarm = 'smoke': one of overflow"),
        ("links: [{alarm: fire, does: []}]", "1: links.0.alarm = 'fire': one of overflow"),
        (
            "links: [{alarm: aged, does: [dance]}]",
            "1: links.0.does.0 = 'dance': must be 'lock_lid'",
        ),
        ("\nrosters:\n  a: {start: '25:00'}", "3: rosters.a.start = '25:00': a clock"),
        (
            "plans: [{name: p, kind: clean, at: '09:00', weekdays: []}]",
            "weekdays = []: has length 0",
        ),
        ("chains: {default: [{owner: a, acknowledge_min: 0, done_min: 5}]}", "must be more than 0"),
        ("rules: &a [*a]", "anchors are not allowed"),
        ("{", "is not valid YAML"),
    ],
)
def test_a_slip_in_a_rulebook_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    """As in a scenario; nothing that makes a small file large is read."""
    path = _file(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        read_rulebook(str(path))
    assert str(caught.value).startswith(f"{path}:")
    assert said in str(caught.value)


def test_a_rulebook_that_is_not_there_is_told_with_those_that_are() -> None:
    """By name."""
    with pytest.raises(InputError, match="hangzhou, yiyuan"):
        read_rulebook("nowhere.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "depot: {latitude: 99, longitude: 0}\nsites: {a: {latitude: 0, longitude: 0}}",
            "1: depot.latitude = 99: must be at most 90",
        ),
        (f"depot: {PLACE}\nsites: {{a: {PLACE}}}\ntruck: {{}}", "3: truck = {}: unknown key"),
        (f"depot: {PLACE}\nsites: {{a: {PLACE}}}\nhour_weights: {[0] * 24}", "none below 0"),
        ("sites: {}", "depot: is missing"),
    ],
)
def test_a_slip_in_a_file_of_rounds_is_told_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    """A latitude out of bounds, an unknown key, weights of nothing, no depot."""
    with pytest.raises(ScenarioError) as caught:
        read_rounds(_file(tmp_path, text))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("wafes: 3", "1: wafes = 3: unknown key"),
        ("window: 1-5", "1: window = '1-5': two clocks such as 01:00-05:00 are expected"),
        ("waves_percent: [0]", "1: waves_percent.0 = 0: must be at least 0.1"),
    ],
)
def test_a_slip_in_a_rollout_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    """Key, value, what is expected."""
    with pytest.raises(ScenarioError) as caught:
        read_rollout(_file(tmp_path, text), Planned)
    assert said in str(caught.value)
