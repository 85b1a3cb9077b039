"""Engines: (plan, trace, initial state) in, one log per site out.

What lives here: the drivers of the world and the compiled kernel.
Not here: demand, figures, or any scenario's name.
"""
