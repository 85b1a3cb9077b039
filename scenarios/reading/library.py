"""The scenarios that come with Courtyard, by name, and what a name on a command line means.

Here lives finding files. What is in them does not belong here (`scenarios.reading.load`).
Library scenarios are `scenarios/library/*.yaml` (`yiyuan`) and `scenarios/library/verify/*.yaml`
(`verify/erlang-exponential`); each opens with the question it answers, as a comment.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path

from scenarios.reading.did_you_mean import MAX_WORDS, find_closest
from scenarios.reading.errors import Problem, ScenarioError
from scenarios.reading.load import Loaded, M, load
from scenarios.reading.variants import Setting

SUFFIX = ".yaml"
VERIFY = "verify"
"""The folder of scenarios whose answers have a closed form."""
VARIANT_MARK = "@"
_MAX_QUESTION_BYTES = 4_096


def read_scenario(
    source: str | Path, model: type[M], overrides: Iterable[str | Setting] = ()
) -> Loaded[M]:
    """The scenario that a command line means by a library name or a path, with or without
    `@VARIANT`. Raises ScenarioError as `locate` and `load` do.
    """
    name, variant = split_variant(str(source))
    return load(locate(name), model, overrides, variant)


def names() -> list[str]:
    """Names of all library scenarios, sorted; those in `verify/` last."""
    root = _get_root()
    found = [_list_stems(root), [f"{VERIFY}/{stem}" for stem in _list_stems(root / VERIFY)]]
    return [name for folder in found for name in folder]


def question(name: str) -> str:
    """The question that a library scenario answers: the comment that its file opens with.

    The first paragraph of the comment as one line, empty if there is none. Raises ScenarioError
    for an unknown name.
    """
    with locate_in_library(name).open("rb") as stream:
        head = stream.read(_MAX_QUESTION_BYTES).decode("utf-8", errors="ignore")
    words: list[str] = []
    for line in head.splitlines():
        comment = line.removeprefix("#").strip()
        if not line.startswith("#") or not comment:
            break
        words.append(comment)
    return " ".join(words)


def split_variant(name: str) -> tuple[str, str | None]:
    """`NAME@VARIANT` apart; a file that is called so is taken whole."""
    base, mark, variant = name.rpartition(VARIANT_MARK)
    if not mark or not base or not variant or _is_there(name):
        return name, None
    return base, variant


def locate(name: str) -> Path:
    """The file that a library name or a path means, without `@VARIANT`.

    A library name wins over a file that is called like it without suffix. Raises ScenarioError
    where there is neither, with a suggestion from the library and the files beside it.
    """
    if name in names():
        return locate_in_library(name)
    path = Path(name)
    if _is_there(name):
        return path
    raise _unknown(name)


def locate_in_library(name: str) -> Path:
    """The file of a library scenario. Raises ScenarioError for an unknown name."""
    if name not in names():
        raise _unknown(name)
    return Path(str(_get_root() / f"{name}{SUFFIX}"))


def _get_root() -> Traversable:
    return resources.files("scenarios") / "library"


def _list_stems(folder: Traversable) -> list[str]:
    if not folder.is_dir():
        return []
    files = [entry.name for entry in folder.iterdir() if entry.is_file()]
    return sorted(name.removesuffix(SUFFIX) for name in files if name.endswith(SUFFIX))


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def _unknown(name: str) -> ScenarioError:
    known = names()
    message = "neither a file nor a scenario of the library"
    if known:
        shown = ", ".join(each for each in known if not each.startswith(f"{VERIFY}/"))
        message = f"{message} (library: {shown})"
    suggestion = find_closest(name, [*known, *_list_beside(name)])
    return ScenarioError(Problem(message, file=name, suggestion=suggestion))


def _list_beside(name: str) -> list[str]:
    """Scenario files in the folder where one called `name` would be."""
    folder = Path(name).parent
    try:
        found = sorted(islice(folder.glob(f"*{SUFFIX}"), MAX_WORDS))
    except (OSError, ValueError):
        return []
    return [str(path) for path in found]
