"""The rules of the house that no linter knows, each a function from a file to its violations.

A violation is one sentence that starts with where and ends with what to do instead. Rules look at
one file or one folder; they read nothing themselves. tests/contract/test_rules_bite.py shows each
of them a culprit, tests/contract/test_tidy.py shows them the project.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath

from tests.contract.sources import Source

MODULE_LINES = 300
FUNCTION_LINES = 60
FOLDER_MODULES = 10

LONG_FUNCTIONS: dict[str, str] = {}
"""`path:function` → why it may pass FUNCTION_LINES. Empty is the aim."""

SHELL = (
    "courtyard/",
    "devices/clock.py",
    "devices/simulator/shell/",
    "fleet/adapters/",
    "fleet/api/outside/",
    "fleet/loadtest/",
    "fleet/service/",
)
"""Paths that may read clocks and wait: the outermost layer, which holds no decision."""

DESK = "twin/world/desk.py"
"""The one module of the world that calls policies: where the live manager will stand in."""

_VAGUE = re.compile(r"(utils?|helpers?|common|misc|stuff|.*_(old|new|\d))")
_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
_MACHINE = re.compile(r"(?<![\w.])/(root|home|work|tmp|opt|mnt|Users)/[\w.]")
_REGISTRY = re.compile(r"-index-url [a-z]+:/|--find-links |https?://\S+/(simple|packages)\b")

_SKIPS = (
    "pytest.importorskip",
    "pytest.mark.skip",
    "pytest.mark.xfail",
    "pytest.skip",
    "pytest.xfail",
    "unittest.skip",
)

_CLOCKS = frozenset(
    {
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "time.time",
        "time.time_ns",
    }
)
_SLEEPS = frozenset({"time.sleep", "asyncio.sleep"})


def short_module(source: Source) -> Iterator[str]:
    """A module of a package has at most MODULE_LINES lines."""
    lines = source.text.count("\n")
    if lines > MODULE_LINES:
        yield f"{source.path}: {lines} lines, at most {MODULE_LINES}; divide it by what it knows"


def short_functions(
    source: Source, exceptions: Collection[str] = LONG_FUNCTIONS.keys()
) -> Iterator[str]:
    """A function has at most FUNCTION_LINES lines, its docstring and decorators not counted."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
            if lines > FUNCTION_LINES and f"{source.path}:{node.name}" not in exceptions:
                yield (
                    f"{source.path}:{node.lineno}: {node.name} has {lines} lines, at most "
                    f"{FUNCTION_LINES}; name its steps"
                )


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    is_docstring = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    return (first.end_lineno or first.lineno) - first.lineno + 1 if is_docstring else 0


def documented_module(source: Source) -> Iterator[str]:
    """A module opens with a docstring: what lives here and what may not."""
    if not ast.get_docstring(source.tree):
        yield f"{source.path}: no docstring; say what lives here and what may not"


def documented_tests(source: Source) -> Iterator[str]:
    """The docstring of a test says what it pins."""
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.FunctionDef)
            and node.name.startswith("test_")
            and not ast.get_docstring(node)
        ):
            yield f"{source.path}:{node.lineno}: {node.name} has no docstring; say what it pins"


def telling_name(source: Source) -> Iterator[str]:
    """No file and no folder has a name that says nothing."""
    parts = [*PurePosixPath(source.path).parts[:-1], source.stem]
    for part in parts:
        if _VAGUE.fullmatch(part):
            yield f"{source.path}: {part!r} says nothing; name it by what it knows"


def small_folders(sources: Iterable[Source]) -> Iterator[str]:
    """A folder holds at most FOLDER_MODULES Python modules, `__init__` not counted."""
    counts = Counter(source.folder for source in sources if source.stem != "__init__")
    for folder, count in sorted(counts.items()):
        if count > FOLDER_MODULES:
            yield f"{folder}: {count} modules, at most {FOLDER_MODULES}; divide the folder"


def finished(source: Source) -> Iterator[str]:
    """Nothing is marked as to be done later."""
    yield from _lines_with(_UNFINISHED, source, "do it now or leave it out")


def portable(source: Source) -> Iterator[str]:
    """No path of one machine and no address of a package registry stands in a file."""
    yield from _lines_with(_MACHINE, source, "a path of one machine; make it relative")
    yield from _lines_with(_REGISTRY, source, "an address of a registry; names and hashes do")


def _lines_with(pattern: re.Pattern[str], source: Source, instead: str) -> Iterator[str]:
    for number, line in enumerate(source.text.splitlines(), 1):
        if found := pattern.search(line):
            yield f"{source.path}:{number}: {found.group()!r}; {instead}"


def honest_tests(source: Source) -> Iterator[str]:
    """No test is skipped or expected to fail, and nothing that can run is mocked."""
    for line, name in _uses(source.tree):
        if name.startswith(_SKIPS):
            yield f"{source.path}:{line}: {name}; a test runs or it is not there"
        elif name.startswith("unittest.mock"):
            yield f"{source.path}:{line}: {name}; use the real thing, or a small one of your own"


def no_clock(source: Source) -> Iterator[str]:
    """Only the shell reads a clock or waits for one; everyone else is given `now`."""
    if source.path.startswith(SHELL):
        return
    for line, name in _uses(source.tree):
        if name in _CLOCKS:
            yield f"{source.path}:{line}: {name}; take `now` as an argument"
        elif name in _SLEEPS:
            yield f"{source.path}:{line}: {name}; return the time of the next event instead"


def named_randomness(source: Source) -> Iterator[str]:
    """Every draw comes from a named stream; no generator is global or seeded by chance."""
    aliases = _aliases(source.tree)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and not (node.args or node.keywords):
            name = _dotted(node.func, aliases)
            if name == "numpy.random.default_rng":
                yield f"{source.path}:{node.lineno}: {name}(); seed it from a named stream"
    for line, name in _uses(source.tree):
        head, _, last = name.rpartition(".")
        legacy = head == "numpy.random" and last[0].islower() and last != "default_rng"
        if head == "random" or legacy:
            yield f"{source.path}:{line}: {name}; draw from a named stream of scenarios.streams"


def quiet(source: Source) -> Iterator[str]:
    """Only the command line prints."""
    if source.path.startswith(("courtyard/", "tests/acceptance/")):
        return
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "print"
        ):
            yield f"{source.path}:{node.lineno}: print; return it, the command line prints"


def named_errors(source: Source) -> Iterator[str]:
    """An `except` names what it catches."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield f"{source.path}:{node.lineno}: bare except; name the error"


def kernel_safe(source: Source, kernel_safe_packages: Collection[str]) -> Iterator[str]:
    """A kernel-safe module imports nothing but math and its like, and holds no class.

    Names for annotations (`collections.abc`, `typing`, NumPy under `TYPE_CHECKING`) are free:
    the kernel never sees them.
    """
    typing_only = {
        id(inner)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    free = {"__future__", "collections.abc", "math", "typing", *kernel_safe_packages}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            yield f"{source.path}:{node.lineno}: class {node.name}; plain functions of numbers here"
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in typing_only:
            for name in _imported_modules(node):
                if not any(name == allowed or name.startswith(allowed + ".") for allowed in free):
                    yield f"{source.path}:{node.lineno}: imports {name}; only math may be imported"


def knows_no_scenario(
    source: Source, stems: Collection[str], format_words: Collection[str]
) -> Iterator[str]:
    """No string of the module names a library scenario, alone or in a pattern or path.

    `format_words` are words of the scenario format itself (the values of its enumerations): a
    scenario called like one of them cannot be told from the word by reading.
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            for word in re.findall(r"[\w-]+", node.value):
                if word in stems and word not in format_words:
                    yield f"{source.path}:{node.lineno}: {node.value!r}; engines know no scenario"


def one_desk(source: Source) -> Iterator[str]:
    """The world calls policies at DESK alone; elsewhere it knows their codes, in capitals."""
    if source.path == DESK:
        return
    for line, name in _uses(source.tree):
        last = name.rpartition(".")[2]
        if name.startswith("fleet.policy.") and name.count(".") > 2 and not last.isupper():
            yield f"{source.path}:{line}: {name}; ask the desk ({DESK}), it calls policies"


def _imported_modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    return [node.module or "."]


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Local name → full dotted name, for everything the module imports."""
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                aliases[name.asname or name.name.split(".")[0]] = (
                    name.name if name.asname else name.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                aliases[name.asname or name.name] = f"{node.module}.{name.name}"
    return aliases


def _dotted(node: ast.expr, aliases: dict[str, str]) -> str:
    """The full dotted name of an expression, or "" if it does not begin with an import."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, "")
    if isinstance(node, ast.Attribute) and (head := _dotted(node.value, aliases)):
        return f"{head}.{node.attr}"
    return ""


def _uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of every use of something imported."""
    aliases = _aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and (name := _dotted(node, aliases)):
            yield node.lineno, name
