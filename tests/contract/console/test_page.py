"""The console's modules keep the house's rules: short, explained, in words of both languages, and
without any of the ways by which a text becomes a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from devices.simulator.drills import FAULTS
from devices.wire.fields import DeviceKind
from fleet.api.access.rights import MAY
from fleet.api.console.pages import read_words
from fleet.core.alarms.rules import DEFAULTS
from fleet.core.facts.alarms import SEVERITIES
from fleet.core.orders.chains import DEFAULT_CHAIN, KINDS
from fleet.core.overviews.doors import STATES
from tests.contract.rules import MODULE_LINES
from tests.contract.sources import ROOT

PAGE = ROOT / "fleet/api/console/page"
MODULES = {path.name: path.read_text(encoding="utf-8") for path in sorted(PAGE.glob("*.js"))}

FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc"
    r"|https?://(?!www\.w3\.org/2000/svg)|javascript:|setAttribute\('on|DOMParser"
)
NARROW = 140
"""Columns of a line; Python's hundred would break templates of elements too often."""

SAID = re.compile(r"\bsay(?:Or)?\(\s*'([\w.]+)'")
CHOSEN = re.compile(r"'((?:[a-z_]+\.)[a-z_]+)'")
BEGUN = re.compile(r"\bsay(?:Or)?\(`([\w.]+)\.\$\{")
WORDS = read_words("en")


def _faults() -> Iterator[str]:
    for name, text in MODULES.items():
        lines = text.splitlines()
        if len(lines) > MODULE_LINES:
            yield f"{name}: {len(lines)} lines"
        if not lines[0].startswith("// ") or "Lives here:" not in text:
            yield f"{name}: does not say what lives there"
        for number, line in enumerate(lines, 1):
            if FORBIDDEN.search(line):
                yield f"{name}:{number}: {line.strip()}"
            if len(line) > NARROW:
                yield f"{name}:{number}: {len(line)} columns"


def test_modules_are_tidy_and_make_no_markup_of_text() -> None:
    """Length, the opening words, no way to markup or a script, no address of elsewhere."""
    assert MODULES
    assert not list(_faults())


def test_a_culprit_is_found() -> None:
    """The pattern bites."""
    for line in ("node.innerHTML = name", "fetch('https://cdn.example/x.js')", "eval(text)"):
        assert FORBIDDEN.search(line), line


def test_every_word_that_is_said_is_there_and_every_word_there_is_said() -> None:
    """Keys that modules name in full exist; keys nobody names, in full or by how they begin, do
    not.
    """
    text = "\n".join(MODULES.values())
    said = set(SAID.findall(text))
    assert said - set(WORDS) == set()
    begun = set(BEGUN.findall(text))
    named = said | {key for key in CHOSEN.findall(text) if key in WORDS}
    spare = {key for key in WORDS if key not in named and key.rpartition(".")[0] not in begun}
    assert {key for key in spare if not key.startswith("runbook.")} == set()


def test_what_the_manager_may_say_has_words() -> None:
    """Every alarm, kind of order or device, severity, state of a door, role, owner, drill."""
    wanted = {f"runbook.{kind}" for kind in DEFAULTS}
    wanted |= {f"order.{kind}" for kind in KINDS} | {f"severity.{one}" for one in SEVERITIES}
    wanted |= {f"door.{state}" for state in STATES} | {f"role.{role}" for role in MAY}
    wanted |= {f"owner.{step.owner}" for step in DEFAULT_CHAIN}
    wanted |= {f"fault.{fault}" for faults in FAULTS.values() for fault in faults}
    wanted |= {f"kind.{kind}" for kind in DeviceKind.__args__}  # type: ignore[attr-defined]
    assert wanted - set(WORDS) == set()


def test_every_module_is_loaded_with_the_page() -> None:
    """The page names each in its head, so that none waits for another to be read."""
    head = (PAGE / "index.html").read_text(encoding="utf-8")
    assert {name for name in MODULES if f'"console/{name}"' not in head} == set()


def test_doors_have_a_colour_each() -> None:
    """Every state but free is drawn in a way of its own, and counted in the legend."""
    style = (PAGE / "style.css").read_text(encoding="utf-8")
    for state in STATES:
        assert state == "free" or f".door[data-state={state}]" in style, state
        assert f"{state}: 0" in MODULES["doors.js"]
