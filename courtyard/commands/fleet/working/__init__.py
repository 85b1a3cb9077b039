"""Alarms and work on the command line.

What lives here: their commands. Not here: what is granted (`fleet.core`).
"""
