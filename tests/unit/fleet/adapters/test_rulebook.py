"""Rulebooks: those that come along work, a slip is refused with its place, defaults stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleet.adapters.rulebook.reading import RulebookError, configure, known, read_rulebook
from fleet.core.alarms.rules import DEFAULTS
from fleet.core.decisions import Refused
from fleet.core.facts.orders import Configure
from tests.small_fleet import SITE, SmallFleet


def test_those_that_come_along_are_granted() -> None:
    """Both chains are the commissioning documents': who is asked after whom."""
    assert known() == ["hangzhou", "yiyuan"]
    chains = {}
    for name in known():
        asked = configure(read_rulebook(name), SITE, "t")
        assert not any(isinstance(d, Refused) for d in SmallFleet().ask(asked))
        chains[name] = [step.owner for step in asked.chains[""]]
    assert chains["hangzhou"] == ["property", "community", "city_management"]
    assert chains["yiyuan"] == ["property", "courier_operator", "town_government"]


def _written(folder: Path, text: str) -> Configure:
    path = folder / "book.yaml"
    path.write_text(text, encoding="utf-8")
    return configure(read_rulebook(str(path)), SITE, "t")


def test_what_a_rule_leaves_out_is_as_before(tmp_path: Path) -> None:
    """Levels, delays and orders of the default, but for what the file says."""
    (rule,) = _written(tmp_path, "rules: [{alarm: overflow, raise_at: 850, model: EM400}]").rules
    default = DEFAULTS["overflow"]
    assert (rule.model, rule.raise_at, rule.clear_at) == ("EM400", 850, default.clear_at)
    assert (rule.step, rule.order, rule.quiet_ms) == (default.step, "empty_bin", default.quiet_ms)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chain: {}", "chain = "),
        ("rules: [{alarm: smoke}]", "'smoke'"),
        ("rosters: {property: {start: '25:00'}}", "rosters.property.start = '25:00'"),
        ("plans: [{name: p, kind: clean, at: '09:00', weekdays: []}]", "plans.0.weekdays = []"),
        ("chains: {default: [{owner: a, acknowledge_min: 0, done_min: 5}]}", "acknowledge_min = 0"),
        ("{", "no YAML"),
    ],
)
def test_a_slip_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    """File, key and value."""
    with pytest.raises(RulebookError) as caught:
        _written(tmp_path, text)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_told_with_those_that_are() -> None:
    """By name."""
    with pytest.raises(RulebookError, match="hangzhou, yiyuan"):
        read_rulebook("nowhere.yaml")
