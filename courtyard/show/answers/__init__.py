"""Answers of a run in sentences.

What lives here: a module for each part of a scenario that has something to say of its own. Not
here: the answer of lockers (`courtyard.show.run_table`), tables.
"""
