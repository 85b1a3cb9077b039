"""Closed forms of waste: bins between rounds, alarms with a reporting interval.

What lives here: formulas over numbers. Not here: scenarios, simulation.
"""
