"""The functions that numba compiles: one small function per event kind, over arrays.

What lives here: plain functions of integers and of `Memory`; they import no numba and run
uncompiled too. Their names are those of `twin.world.World`. Not here: building, validation.
"""
