"""The house is tidy: every rule of rules.py, held against every file it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from scenarios.schema import Scenario
from tests.contract import rules
from tests.contract.sources import (
    ALL,
    KERNEL_SAFE,
    KERNEL_SAFE_PYTHON,
    LIBRARY_STEMS,
    PACKAGE_PYTHON,
    PYTHON,
    TEST_PYTHON,
    Source,
)

SHOWS_CULPRITS = frozenset({"tests/contract/rules.py", "tests/contract/test_rules_bite.py"})
"""The files in which a forbidden word is the subject."""

ENGINE_ROOMS = (
    "devices/",
    "fleet/policy/",
    "twin/engines/",
    "twin/eventlog/",
    "twin/figures/",
    "twin/oracles/",
    "twin/world/",
)

RULES: list[tuple[Callable[[Source], Iterator[str]], Iterable[Source]]] = [
    (rules.short_module, PACKAGE_PYTHON),
    (rules.short_functions, PYTHON),
    (rules.documented_module, PYTHON),
    (rules.documented_tests, TEST_PYTHON),
    (rules.telling_name, PYTHON),
    (rules.finished, ALL),
    (rules.portable, ALL),
    (rules.honest_tests, PYTHON),
    (rules.no_clock, PYTHON),
    (rules.named_randomness, PYTHON),
    (rules.quiet, PYTHON),
    (rules.named_errors, PYTHON),
]


@pytest.mark.parametrize(("rule", "sources"), RULES, ids=[rule.__name__ for rule, _ in RULES])
def test_every_file_keeps_the_rule(
    rule: Callable[[Source], Iterator[str]], sources: Iterable[Source]
) -> None:
    """Length, names, docstrings, clocks, randomness and unfinished work, file by file."""
    checked = [source for source in sources if source.path not in SHOWS_CULPRITS]
    assert checked
    violations = [violation for source in checked for violation in rule(source)]
    assert not violations, "\n".join(violations)


def test_no_folder_is_crowded() -> None:
    """A folder of more than ten modules asks to be divided."""
    violations = list(rules.small_folders(PYTHON))
    assert not violations, "\n".join(violations)


def test_exceptions_to_function_length_are_needed() -> None:
    """An exception outlives neither the function nor its length."""
    long = {
        f"{source.path}:{violation.split(': ')[1].split(' ')[0]}"
        for source in PYTHON
        for violation in rules.short_functions(source, exceptions=())
    }
    assert set(rules.LONG_FUNCTIONS) <= long


def test_kernel_safe_modules_are_plain() -> None:
    """Policies and behaviour are functions of numbers: no class, no import but math."""
    for place in KERNEL_SAFE:
        assert any(source.path.startswith(place) for source in KERNEL_SAFE_PYTHON), place
    packages = {place.removesuffix(".py").strip("/").replace("/", ".") for place in KERNEL_SAFE}
    violations = [v for source in KERNEL_SAFE_PYTHON for v in rules.kernel_safe(source, packages)]
    assert not violations, "\n".join(violations)


def test_policies_are_called_at_one_place() -> None:
    """Who wants a decision asks the desk, so that a manager can sit down there later."""
    world = [source for source in PACKAGE_PYTHON if source.path.startswith("twin/world/")]
    assert rules.DESK in {source.path for source in world}
    violations = [violation for source in world for violation in rules.one_desk(source)]
    assert not violations, "\n".join(violations)


def _format_words() -> set[str]:
    """Every value of an enumeration of the scenario format."""
    words: set[str] = set()
    waiting: list[object] = [Scenario.model_json_schema()]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            words.update(word for word in node.get("enum", ()) if isinstance(word, str))
            words.update(word for word in (node.get("const"),) if isinstance(word, str))
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return words


def test_engines_know_no_scenario() -> None:
    """Devices, policies, world, engines, oracles and figures name no scenario of the library."""
    rooms = [source for source in PACKAGE_PYTHON if source.path.startswith(ENGINE_ROOMS)]
    assert LIBRARY_STEMS
    assert rooms
    words = _format_words()
    violations = [v for s in rooms for v in rules.knows_no_scenario(s, LIBRARY_STEMS, words)]
    assert not violations, "\n".join(violations)
