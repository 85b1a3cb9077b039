"""Journals: the port of `fleet.ports.journal` on SQLite.

What lives here: opening and writing, its tables and their upgrades, copies and checks. Not here:
what the bytes mean.
"""
