"""Indices without a sign: the one step that is added to numba's compilation.

Lives here: a compiler pass. numba lets an index be negative and, not knowing that ours never are,
makes every access to an array a quarter slower than C's. Nothing in the compiled functions counts
from the end. This module imports numba; it is imported when something is compiled.
"""

from __future__ import annotations

from typing import Any

from numba.core import ir, types
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.typed_passes import NopythonTypeInference


@register_pass(mutates_CFG=False, analysis_only=False)  # type: ignore[no-untyped-call]
class UnsignedIndices(FunctionPass):
    """Types every int64 index of an array as unsigned."""

    _name = "unsigned_indices"

    def __init__(self) -> None:
        FunctionPass.__init__(self)  # type: ignore[no-untyped-call]

    def run_pass(self, state: Any) -> bool:
        """Change the signatures of reads and writes; the index is cast where they are lowered."""
        for node, signature in list(state.calltypes.items()):
            reads = isinstance(node, ir.Expr) and node.op == "getitem"
            if not (reads or isinstance(node, ir.SetItem)) or signature is None:
                continue
            array, index, *value = signature.args
            if isinstance(array, types.Array) and index == types.int64:
                del state.calltypes[node]
                state.calltypes[node] = signature.replace(args=(array, types.uintp, *value))
        return True


class KernelCompiler(CompilerBase):
    """numba's usual compiler with unsigned indices."""

    def define_pipelines(self) -> list[Any]:
        """The usual passes, and ours once types are known."""
        builder: Any = DefaultPassBuilder
        passes = builder.define_nopython_pipeline(self.state)
        passes.add_pass_after(UnsignedIndices, NopythonTypeInference)
        passes.finalize()
        return [passes]
