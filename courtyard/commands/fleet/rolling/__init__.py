"""Firmware on the command line.

What lives here: commands of artifacts and rollouts. Not here: what is granted (`fleet.core`).
"""
