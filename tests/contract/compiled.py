"""Compile kernel-safe functions as they stand, the way a kernel would.

A compiled function can only call compiled ones, so every function of every kernel-safe module is
rebuilt over globals in which its kernel-safe neighbours are dispatchers. Sources stay untouched.
"""

from __future__ import annotations

import importlib
import inspect
import types
from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np

from tests.contract.sources import KERNEL_SAFE_PYTHON

Function = Callable[..., Any]


@cache
def public_functions() -> dict[str, types.FunctionType]:
    """Every public function of the kernel-safe modules by its full name."""
    return {name: f for name, f in _functions().items() if not f.__name__.startswith("_")}


@cache
def _functions() -> dict[str, types.FunctionType]:
    """Every function of the kernel-safe modules, private ones too, by its full name."""
    found: dict[str, types.FunctionType] = {}
    for source in KERNEL_SAFE_PYTHON:
        module = importlib.import_module(source.path.removesuffix(".py").replace("/", "."))
        for function in vars(module).values():
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                found[f"{module.__name__}.{function.__name__}"] = function
    return found


@cache
def _dispatchers() -> dict[str, Function]:
    """A dispatcher for each function; nothing is compiled until it is first called."""
    namespaces: dict[str, dict[str, Any]] = {}
    dispatchers: dict[str, Function] = {}
    for name, function in _functions().items():
        namespace = namespaces.setdefault(function.__module__, dict(function.__globals__))
        rebuilt = types.FunctionType(function.__code__, namespace, function.__name__)
        dispatchers[name] = numba.njit(rebuilt)
    for namespace in namespaces.values():
        for local, value in namespace.items():
            if inspect.isfunction(value):
                namespace[local] = dispatchers.get(f"{value.__module__}.{value.__name__}", value)
    return dispatchers


def compiled(name: str) -> Function:
    """The dispatcher of the function with this full name."""
    return _dispatchers()[name]


def as_arrays(arguments: tuple[Any, ...]) -> list[Any]:
    """Fresh arguments for one call: lists of numbers become int64 or float64 arrays."""
    return [np.array(a) if isinstance(a, list) else a for a in arguments]


def as_plain(value: Any) -> Any:
    """A result or argument in terms of Python: what two calls must agree on, to the last bit."""
    if isinstance(value, np.ndarray):
        return [str(value.dtype), *(as_plain(item) for item in value.tolist())]
    if isinstance(value, tuple | list):
        return tuple(as_plain(item) for item in value)
    if isinstance(value, np.generic):
        return as_plain(value.item())
    return value.hex() if isinstance(value, float) else value
