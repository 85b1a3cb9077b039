"""`Memory` behind one address: how compiled functions see the tuples of arrays.

Lives here: the layout of a table in which each tuple of arrays stands, and the numba type that
reads it. Not here: what the arrays mean. This module imports numba; it is imported when something
is compiled.

numba would hand a named tuple of a hundred arrays to each function as seven hundred arguments, and
most of the time of compiling went into taking them apart. Here a function is given an address. What
stands there never changes while the kernel runs (the arrays do, where they lie does not), and the
reads say so (`invariant.load`): inlined code keeps addresses in registers as it would arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from ctypes import addressof, c_char
from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.typing.templates import AttributeTemplate
from numba.core.typing.typeof import typeof_impl
from numba.extending import NativeValue, infer_getattr, lower_getattr_generic, unbox
from numba.np import arrayobj
from numba.np.numpy_support import as_dtype

_WORD_BYTES = 8

_ARRAYS: Any = arrayobj
_NATIVE: Any = NativeValue
"""As numba has them; without types."""

_DTYPES = {kind: as_dtype(kind) for kind in (types.int8, types.int16, types.int64)}


class Member(NamedTuple):
    """One member of a table: its numba type and where it begins, in words of eight bytes."""

    type: Any
    word: int


class Table(types.Type):
    """The address of a table: a word an int, two an array (address, length), tuples in place."""

    def __init__(self, name: str, members: Mapping[str, Member], words: int) -> None:
        self.members = members
        self.words = words
        kinds = [member.type for member in members.values()]
        self.dtypes = [_DTYPES[k.dtype] if isinstance(k, types.Array) else None for k in kinds]
        self.inner = [k if isinstance(k, Table) else None for k in kinds]
        super().__init__(f"Table({name})")


def table_type(name: str, members: Mapping[str, Any]) -> Table:
    """The type of a table whose members (name → numba type) stand one after the other."""
    placed: dict[str, Member] = {}
    words = 0
    for member, kind in members.items():
        placed[member] = Member(kind, words)
        words += (
            kind.words if isinstance(kind, Table) else 2 if isinstance(kind, types.Array) else 1
        )
    return Table(name, placed, words)


class Laid:
    """A tuple of arrays laid out as a table, which a compiled function takes for the tuple.

    Raises TypeError for an array that is read-only, has gaps, or another element type than said.
    """

    __slots__ = ("_arrays", "_table", "address", "kind")

    def __init__(self, arrays: tuple[Any, ...], kind: Table) -> None:
        words: list[int] = []
        _enter_words(words, arrays, kind)
        self.kind = kind
        self._arrays = arrays
        self._table = np.array(words, dtype=np.int64)
        self.address: int = self._table.ctypes.data


def _enter_words(words: list[int], values: tuple[Any, ...], kind: Table) -> None:
    """Runs before every group, often for few parcels: an address by ctypes is the quickest."""
    for value, dtype, inner in zip(values, kind.dtypes, kind.inner, strict=True):
        if dtype is not None:
            length = len(value)
            if length == 0:
                words += (0, 0)
                continue
            if value.dtype != dtype or not value.flags.c_contiguous:
                raise TypeError(f"{kind.name}: array of {value.dtype}, not one of {dtype} in a row")
            words += (addressof(c_char.from_buffer(value)), length)
        elif inner is not None:
            _enter_words(words, value, inner)
        else:
            words.append(value)


@register_default(Table)
class _TableModel(models.OpaqueModel):
    """An address."""


@infer_getattr
class _TableMembers(AttributeTemplate):
    key = Table

    def generic_resolve(self, table: Table, name: str) -> Any:  # type: ignore[override]
        """The member's type; None where there is none of that name."""
        member = table.members.get(name)
        return None if member is None else member.type


@lower_getattr_generic(Table)  # type: ignore[no-untyped-call, untyped-decorator]
def _read_member(context: Any, builder: Any, table: Table, address: Any, name: str) -> Any:
    """Read a member: an int, an array, or where an inner table begins."""
    kind, word = table.members[name]
    begins = _word_at(builder, address, word)
    if isinstance(kind, Table):
        return begins
    if not isinstance(kind, types.Array):
        return _read_word(builder, begins, ir.IntType(64))
    array = _ARRAYS.make_array(kind)(context, builder)
    width = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    length = _read_word(builder, _word_at(builder, begins, 1), ir.IntType(64))
    _ARRAYS.populate_array(
        array,
        data=_read_word(builder, begins, array.data.type),
        shape=[length],
        strides=[context.get_constant(types.intp, width)],
        itemsize=context.get_constant(types.intp, width),
        meminfo=None,
    )
    return array._getvalue()  # noqa: SLF001 - numba has no other word for it


def _word_at(builder: Any, address: Any, word: int) -> Any:
    return builder.gep(address, [ir.Constant(ir.IntType(64), word * _WORD_BYTES)], inbounds=True)


def _read_word(builder: Any, address: Any, kind: Any) -> Any:
    word = builder.load(builder.bitcast(address, kind.as_pointer()))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


@typeof_impl.register(Laid)
def _type_of_laid(laid: Laid, _: Any) -> Table:
    return laid.kind


@unbox(Table)  # type: ignore[no-untyped-call, untyped-decorator]
def _take_address(kind: Table, laid: Any, context: Any) -> Any:
    """The address of the table, out of a `Laid`."""
    address = context.pyapi.object_getattr_string(laid, "address")
    pointer = context.pyapi.long_as_voidptr(address)
    context.pyapi.decref(address)
    return _NATIVE(pointer)
