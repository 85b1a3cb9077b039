"""Annotations as compiled types: what a function says it takes is what it is compiled for.

Lives here: the words of annotations that compiled functions may use, and their types. Not here:
compiling. A function is compiled once, for its annotation; numba by itself would compile it again
for every constant it is called with.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from twin.engines.kernel.compiled.columns.cold import Cold
from twin.engines.kernel.compiled.columns.counters import Counters
from twin.engines.kernel.compiled.columns.faults import Faults
from twin.engines.kernel.compiled.columns.rounds import Rounds
from twin.engines.kernel.compiled.columns.sensors import Sensors
from twin.engines.kernel.compiled.columns.watch import Watch
from twin.engines.kernel.compiled.memory import KernelRules, Latents, Memory, Waste


def argument_types(function: Callable[..., Any]) -> tuple[Any, ...]:
    """Numba's types of a function's arguments. Raises TypeError for a word not known here."""
    known = _words()
    arguments = function.__code__.co_varnames[: function.__code__.co_argcount]
    words = [str(function.__annotations__.get(argument)) for argument in arguments]
    for word in words:
        if word not in known:
            raise TypeError(
                f"{function.__module__}.{function.__name__}: {word!r} is no type of the kernel "
                f"(one of {', '.join(known)})"
            )
    return tuple(known[word] for word in words)


def word_type(word: str) -> Any:
    """Numba's type of a word of annotations. Raises KeyError for a word not known here."""
    return _words()[word]


@cache
def _words() -> dict[str, Any]:
    from numba import types

    from twin.engines.kernel.pointers import table_type

    words: dict[str, Any] = {
        "int": types.int64,
        "bool": types.boolean,
        "float": types.float64,
        "I64": types.int64[::1],
        "I8": types.int8[::1],
        "I16": types.int16[::1],
        "Ints": types.int64[::1],
        "Sequence[int]": types.int64[::1],
        "MutableSequence[int]": types.int64[::1],
    }
    parts = (KernelRules, Latents, Waste, Watch, Sensors, Rounds, Counters, Faults, Cold, Memory)
    for part in parts:
        members = {name: words[_word(said)] for name, said in part.__annotations__.items()}
        words[part.__name__] = table_type(part.__name__, members)
    return words


def _word(annotation: Any) -> str:
    return str(getattr(annotation, "__forward_arg__", annotation))
