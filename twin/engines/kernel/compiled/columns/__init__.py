"""Arrays of optional parts of the kernel's memory, and what their columns mean.

Lives here: a module for each part, named by what it holds. Not here: any function.
"""
