"""What is added to numba's compilation: indices without a sign, and no machine code for parts.

Lives here: compiler passes. numba lets an index be negative and, not knowing that ours never are,
makes every access to an array a quarter slower than C's. Nothing in the compiled functions counts
from the end. And it makes machine code of every function, though all but the entries are only ever
linked into others. This module imports numba; it is imported when something is compiled.
"""

from __future__ import annotations

from typing import Any

from numba.core import ir, types
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, LoweringPass, register_pass
from numba.core.typed_passes import NativeLowering, NopythonTypeInference


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


@register_pass(mutates_CFG=False, analysis_only=False)  # type: ignore[no-untyped-call]
class NoMachineCode(LoweringPass):
    """Gives numba's dispatcher the entry it wants for a function that has none."""

    _name = "no_machine_code"

    def __init__(self) -> None:
        LoweringPass.__init__(self)  # type: ignore[no-untyped-call]

    def run_pass(self, state: Any) -> bool:
        """Put in an entry of its own that is never called: compiled callers link the function."""
        if state.cr.cfunc is None:
            state.cr = state.cr._replace(cfunc=[].append)
            state.targetctx.insert_user_function(state.cr.cfunc, state.cr.fndesc, [state.library])
        return True


class KernelCompiler(CompilerBase):
    """numba's usual compiler with the passes above."""

    def define_pipelines(self) -> list[Any]:
        """The usual passes, and ours once types are known.

        What only compiled functions call is not made into machine code of its own.
        """
        self.state.flags.no_compile = self.state.flags.no_cpython_wrapper
        builder: Any = DefaultPassBuilder
        passes = builder.define_nopython_pipeline(self.state)
        passes.add_pass_after(UnsignedIndices, NopythonTypeInference)
        passes.add_pass_after(NoMachineCode, NativeLowering)
        passes.finalize()
        return [passes]
