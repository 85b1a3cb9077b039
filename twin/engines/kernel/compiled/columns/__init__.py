"""Arrays of optional parts and what their columns mean.

What lives here: a named tuple for each part, which `compiled.memory` holds. Not here: any function.
"""
