"""Building the kernel: plain functions become compiled ones, called by their own names.

Lives here: the walk from an entry to all it calls, the digest over it, and the compilation.
Not here: what the functions do.

A compiled function cannot call a plain one. So every function that the entry reaches, whichever
module it stands in, is rebuilt over a copy of its module's globals in which the functions it calls
are compiled ones. Sources stay as they are and import no numba.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import sys
import threading
import types
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from twin.engines.kernel.cache import open_folder
from twin.engines.kernel.compiled import loop, ranges
from twin.engines.kernel.compiled.memory import Memory
from twin.engines.kernel.signatures import argument_types

Function = Callable[..., Any]

_building = threading.Lock()


class Kernel:
    """What Python calls: `prepare`, and the functions of `compiled.ranges`.

    `prepare(memory)` gives `compiled.loop.run` on that memory, to be called without arguments
    as often as needed; it keeps the memory's arrays alive.
    """

    def __init__(
        self, functions: Mapping[str, Function], prepare: Callable[[Memory], Callable[[], int]]
    ) -> None:
        self.prepare = prepare
        self.first_outside: Function = functions[name_of(ranges.first_outside)]
        self.first_descent: Function = functions[name_of(ranges.first_descent)]


APART = (
    *("twin.engines.kernel.compiled." + part for part in ("cold.", "counter.", "faults.")),
    "twin.engines.kernel.compiled.waste.points.",
    "twin.engines.kernel.compiled.waste.rounds.",
    "twin.engines.kernel.compiled.loop.hold",
    "twin.engines.kernel.compiled.loop.happen_on_agenda",
    "devices.physics.",
)
"""Beginnings of names of functions that stand apart: inlined where the compiler thinks fit.

All others are inlined wherever they are called, which parcels and drop-offs gain from. What is
called at few events would only make the loop long and its compilation slow.
"""

ENTRIES: tuple[Function, ...] = (loop.run, ranges.first_outside, ranges.first_descent)


def kernel() -> Kernel:
    """The kernel of the sources as they are, from the cache where it lies there.

    Not compiled, and some hundred times slower, with NUMBA_DISABLE_JIT=1.
    """
    with _building:
        return _kernel()


def checked_kernel() -> Kernel:
    """As `kernel`, but an index outside its array raises IndexError; some three times slower."""
    with _building:
        return _kernel(checked=True)


@cache
def _kernel(checked: bool = False) -> Kernel:
    from numba import config

    if _numba_flag(config, "DISABLE_JIT"):
        return kernel_with({})
    from twin.engines.kernel.pointers import Laid
    from twin.engines.kernel.signatures import word_type

    functions = compile_entries(ENTRIES, checked)
    run, kind = functions[name_of(loop.run)], word_type("Memory")
    return Kernel(functions, lambda memory: partial(run, Laid(memory, kind)))


def kernel_with(replaced: Mapping[str, Function]) -> Kernel:
    """A kernel in which some functions (full name → other function) are replaced; not compiled."""
    functions = reachable(ENTRIES, replaced)
    linked = _linked(functions, lambda function, _: function)
    return Kernel(linked, lambda memory: partial(linked[name_of(loop.run)], memory))


def name_of(function: Function) -> str:
    """Full name of a function: module and name."""
    return f"{function.__module__}.{function.__name__}"


def reachable(
    entries: Sequence[Function], replaced: Mapping[str, Function]
) -> dict[str, types.FunctionType]:
    """Every plain function that the entries call, directly or not, by full name, callees first."""
    found: dict[str, types.FunctionType] = {}

    def visit(function: Any) -> None:
        name = name_of(function)
        if name not in seen:
            seen.add(name)
            function = replaced.get(name, function)
            for value in _globals_used(function).values():
                if inspect.isfunction(value):
                    visit(value)
            found[name] = function

    seen: set[str] = set()
    for entry in entries:
        visit(entry)
    return found


def sources_of(functions: Mapping[str, types.FunctionType]) -> list[Path]:
    """The files that hold the functions, and those that say how they are compiled."""
    here = Path(__file__).parent
    ours = [here / name for name in ("build.py", "signatures.py", "passes.py", "pointers.py")]
    ours.append(here / "compiled" / "memory.py")
    ours += sorted((here / "compiled" / "columns").glob("*.py"))
    theirs = {Path(inspect.getfile(function)) for function in functions.values()}
    return sorted(theirs | set(ours), key=str)


def digest_of(functions: Mapping[str, types.FunctionType]) -> str | None:
    """Digest of all that decides the compiled code; None where a source cannot be read.

    The files of the functions, the values of the constants they read, this builder, Python, numba
    and the processor with its features.
    """
    import llvmlite  # type: ignore[import-untyped]
    import numba
    from llvmlite import binding

    sha = hashlib.sha256()
    try:
        for source in sources_of(functions):
            sha.update(hashlib.sha256(source.read_bytes()).digest())
    except OSError:
        return None
    for name, function in sorted(functions.items()):
        constants = {k: v for k, v in _globals_used(function).items() if isinstance(v, int | tuple)}
        sha.update(f"{name}{sorted(constants.items())}".encode())
    machine = (binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten())
    sha.update(f"{sys.version}{numba.__version__}{llvmlite.__version__}{machine}".encode())
    return sha.hexdigest()[:32]


def compile_entries(entries: Sequence[Function], checked: bool = False) -> dict[str, Function]:
    """Entries and all they reach by full name, compiled or read from the cache.

    Raises TypeError for a function whose annotation is not of the kernel's types.
    """
    from numba import config

    functions = reachable(entries, {})
    if _numba_flag(config, "DISABLE_JIT"):
        return dict(functions)
    names = {name_of(entry) for entry in entries}
    digest = digest_of(functions)
    folder = None if digest is None else open_folder(digest + ("-checked" if checked else ""))
    dispatchers: dict[str, Any] = _dispatchers(functions, names, folder, checked)
    whole = None if folder is None else folder / "whole"
    if whole is None or not whole.exists():
        for name in functions:
            if name not in names:
                _compile_once(dispatchers[name], functions[name])
    for name in names:
        _compile_once(dispatchers[name], functions[name])
    if whole is not None:
        with contextlib.suppress(OSError):
            whole.touch()
    return dispatchers


def _compile_once(dispatcher: Any, function: types.FunctionType) -> None:
    dispatcher.compile(argument_types(function))
    dispatcher.disable_compile()


def _dispatchers(
    functions: Mapping[str, types.FunctionType],
    entries: set[str],
    folder: Path | None,
    checked: bool,
) -> dict[str, Any]:
    """Each function as a dispatcher; nothing is compiled yet.

    Without reference counts (`_nrt`): the kernel allocates nothing, and counting costs fifty
    times what it does. Only entries are cached, and only they get a wrapper for Python.
    """
    from numba import config, njit

    from twin.engines.kernel.passes import KernelCompiler

    inner: dict[str, Any] = {
        "_nrt": False,
        "no_cfunc_wrapper": True,
        "pipeline_class": KernelCompiler,
        "boundscheck": checked,
    }
    entry = {**inner, "nogil": True, "cache": folder is not None}
    inner |= {"no_cpython_wrapper": True}
    inlined = {**inner, "forceinline": True}
    usual = _numba_flag(config, "CACHE_DIR")
    try:
        setattr(config, "CACHE_DIR", "" if folder is None else str(folder))  # noqa: B010
        return _linked(
            functions,
            lambda function, name: njit(
                **(entry if name in entries else inner if name.startswith(APART) else inlined)
            )(function),
        )
    finally:
        setattr(config, "CACHE_DIR", usual)  # noqa: B010


def _linked(
    functions: Mapping[str, types.FunctionType],
    decorate: Callable[[types.FunctionType, str], Function],
) -> dict[str, Any]:
    """Each function decorated, over globals in which the functions it calls are decorated too."""
    linked: dict[str, Any] = {}
    namespaces: list[dict[str, Any]] = []
    for name, function in functions.items():
        namespace = dict(function.__globals__)
        namespaces.append(namespace)
        rebuilt = types.FunctionType(function.__code__, namespace, function.__name__)
        linked[name] = decorate(rebuilt, name)
    for namespace in namespaces:
        for local, value in namespace.items():
            if inspect.isfunction(value):
                namespace[local] = linked.get(name_of(value), value)
    return linked


def _numba_flag(config: object, name: str) -> Any:
    """Numba's configuration is filled in when it is imported; no type says what it holds."""
    return getattr(config, name)


def _globals_used(function: types.FunctionType) -> dict[str, Any]:
    """Global names of a function with their values; `module.NAME` by both names."""
    used: dict[str, Any] = {}
    for name in function.__code__.co_names:
        if name in function.__globals__:
            value = function.__globals__[name]
            used[name] = value
            if inspect.ismodule(value):
                for inner in function.__code__.co_names:
                    if isinstance(getattr(value, inner, None), int):
                        used[f"{name}.{inner}"] = getattr(value, inner)
    return used
