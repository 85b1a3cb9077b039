"""Engines: (plan, trace, initial state) in, one log per site out.

What lives here: the event table, the total order, the record layout, log sinks, the engines.
Not here: demand, figures, or any scenario's name.
"""
