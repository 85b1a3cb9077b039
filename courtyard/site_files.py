"""Files about how sites work: rulebooks, rounds, rollouts, read and checked like scenarios.

Lives here: from YAML to the forms of `fleet.adapters`. Not here: what they mean.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from courtyard.inputs import InputError
from scenarios.reading.load import validate
from scenarios.reading.yaml_file import read_document

if TYPE_CHECKING:
    from fleet.adapters.rulebook.reading import Rulebook
    from fleet.rounds.live import RoundBook

Form = TypeVar("Form", bound=BaseModel)


def read_rulebook(name: str) -> Rulebook:
    """A file, or one that comes along, by name; raises ScenarioError with file, line and key, and
    InputError for a name that is neither.
    """
    from fleet.adapters.rulebook.reading import FOLDER, Rulebook, known

    path = FOLDER / f"{name}.yaml" if name in known() else Path(name)
    if not path.exists():
        raise InputError(f"{name}: no such file; known are {', '.join(known())}")
    return validate(read_document(path, "a rulebook"), Rulebook)


def read_rounds(path: Path) -> RoundBook:
    """How rounds are driven; raises ScenarioError with file, line and key."""
    from fleet.adapters.rulebook.rounds_file import RoundsFile, round_book

    return round_book(validate(read_document(path, "a file of rounds"), RoundsFile))


def read_rollout(path: Path, form: type[Form]) -> Form:
    """A rollout in one of its forms; raises ScenarioError with file, line and key."""
    return validate(read_document(path, "a rollout"), form)
