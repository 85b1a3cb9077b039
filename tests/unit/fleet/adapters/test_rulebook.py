"""Rulebooks: those that come along work, defaults stay."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from courtyard.site_files import read_rulebook
from fleet.adapters.rulebook.reading import Rulebook, configure, known
from fleet.core.alarms.rules import DEFAULTS
from fleet.core.decisions import Refused
from fleet.core.facts.links import Link
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


def _asked(**words: Any) -> Configure:
    return configure(Rulebook.model_validate(words), SITE, "t")


def test_what_a_rule_leaves_out_is_as_before() -> None:
    """Levels, delays and orders of the default, but for what the file says."""
    (rule,) = _asked(rules=[{"alarm": "overflow", "raise_at": 850, "model": "EM400"}]).rules
    default = DEFAULTS["overflow"]
    assert (rule.model, rule.raise_at, rule.clear_at) == ("EM400", 850, default.clear_at)
    assert (rule.step, rule.order, rule.quiet_ms) == (default.step, "empty_bin", default.quiet_ms)


def test_a_link_says_what_its_alarm_does() -> None:
    """An empty list: nothing, where the default would do something."""
    links = _asked(
        links=[
            {"alarm": "filling", "does": ["point_to"], "rest_min": 10},
            {"alarm": "overflow", "does": []},
        ]
    ).links
    assert links == [Link("filling", point_to=True, rest_ms=600_000), Link("overflow")]


def test_an_alarm_that_there_is_not_is_refused() -> None:
    """With those that there are."""
    with pytest.raises(ValidationError, match="one of overflow"):
        _asked(rules=[{"alarm": "smoke"}])
