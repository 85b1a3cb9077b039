"""Calibration: from the logs of real devices to a scenario, with intervals and sources.

What lives here: fits, what they refuse, and the file that is written. Not here: reading and
cleaning logs (`scenarios.logs.cleaning`), printing (`courtyard.show`).
"""
