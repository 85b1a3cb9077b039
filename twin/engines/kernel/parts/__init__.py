"""Laying optional parts of a plan and its traces into the kernel's memory.

Lives here: a module for each part, named by what it lays out. Not here: lockers
(`twin.engines.kernel.load`), running.
"""
