"""`courtyard fleet …`: serve, look, ask, keep the journal.

What lives here: a module for each kind of command. Not here: what a manager does (`fleet`).
"""
