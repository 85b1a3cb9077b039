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
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from twin.engines.kernel.cache import open_folder
from twin.engines.kernel.compiled import loop, ranges
from twin.engines.kernel.signatures import argument_types

Function = Callable[..., Any]

_building = threading.Lock()


class Kernel:
    """The compiled entries: `run` (see `compiled.loop`) and those of `compiled.ranges`."""

    def __init__(self, replaced: Mapping[str, Function], keep: bool) -> None:
        entries = (loop.run, ranges.first_outside, ranges.first_descent)
        compiled = _compile(entries, replaced, keep)
        self.run: Function = compiled[name_of(loop.run)]
        self.first_outside: Function = compiled[name_of(ranges.first_outside)]
        self.first_descent: Function = compiled[name_of(ranges.first_descent)]


@cache
def kernel() -> Kernel:
    """The kernel of the sources as they are, from the cache where it lies there."""
    with _building:
        return Kernel({}, keep=True)


def kernel_with(replaced: Mapping[str, Function]) -> Kernel:
    """A kernel in which some functions (full name → other function) are replaced; never cached."""
    return Kernel(replaced, keep=False)


def name_of(function: Function) -> str:
    """Full name of a function: module and name."""
    return f"{function.__module__}.{function.__name__}"


def reachable(
    entries: tuple[Function, ...], replaced: Mapping[str, Function]
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


def digest_of(functions: Mapping[str, types.FunctionType]) -> str | None:
    """Digest of all that decides the compiled code; None where a source cannot be read.

    The files of the functions, the values of the constants they read, this builder, Python, numba
    and the processor with its features.
    """
    import llvmlite
    import numba
    from llvmlite import binding

    files = {inspect.getfile(function) for function in functions.values()} | {__file__}
    sha = hashlib.sha256()
    try:
        for file in sorted(files, key=lambda file: Path(file).name):
            sha.update(hashlib.sha256(Path(file).read_bytes()).digest())
    except OSError:
        return None
    for name, function in sorted(functions.items()):
        constants = {k: v for k, v in _globals_used(function).items() if isinstance(v, int | tuple)}
        sha.update(f"{name}{sorted(constants.items())}".encode())
    machine = (binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten())
    sha.update(f"{sys.version}{numba.__version__}{llvmlite.__version__}{machine}".encode())
    return sha.hexdigest()[:32]


def _compile(
    entries: tuple[Function, ...], replaced: Mapping[str, Function], keep: bool
) -> dict[str, Function]:
    """The entries, compiled or read from the cache."""
    from numba import config

    functions = reachable(entries, replaced)
    names = {name_of(entry) for entry in entries}
    digest = digest_of(functions) if keep and not config.DISABLE_JIT else None
    folder = None if digest is None else open_folder(digest)
    usual = config.CACHE_DIR
    try:
        config.CACHE_DIR = "" if folder is None else str(folder)
        dispatchers = _dispatchers(functions, names, cached=folder is not None)
    finally:
        config.CACHE_DIR = usual
    if config.DISABLE_JIT:
        return dispatchers
    whole = None if folder is None else folder / "whole"
    if whole is None or not whole.exists():
        for name, function in functions.items():
            if name not in names:
                dispatchers[name].compile(argument_types(function))
                dispatchers[name].disable_compile()
    for name in names:
        dispatchers[name].compile(argument_types(functions[name]))
        dispatchers[name].disable_compile()
    if whole is not None:
        with contextlib.suppress(OSError):
            whole.touch()
    return dispatchers


def _dispatchers(
    functions: Mapping[str, types.FunctionType], entries: set[str], cached: bool
) -> dict[str, Function]:
    """Each function over globals in which its neighbours are dispatchers; nothing compiled yet.

    Without reference counts (`_nrt`): the kernel allocates nothing, and counting costs fifty
    times what it does. Only entries get a wrapper for Python.
    """
    from numba import njit

    dispatchers: dict[str, Function] = {}
    namespaces: list[dict[str, Any]] = []
    for name, function in functions.items():
        namespace = dict(function.__globals__)
        namespaces.append(namespace)
        rebuilt = types.FunctionType(function.__code__, namespace, function.__name__)
        if name in entries:
            decorate = njit(nogil=True, _nrt=False, no_cfunc_wrapper=True, cache=cached)
        else:
            decorate = njit(
                _nrt=False, forceinline=True, no_cfunc_wrapper=True, no_cpython_wrapper=True
            )
        dispatchers[name] = decorate(rebuilt)
    for namespace in namespaces:
        for local, value in namespace.items():
            if inspect.isfunction(value):
                namespace[local] = dispatchers.get(name_of(value), value)
    return dispatchers


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
