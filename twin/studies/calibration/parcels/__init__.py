"""Calibration from logs of parcels: when they come, what size they are, how long they lie.

What lives here: exposure under full banks, rates, dwell, the scenario of it. Not here: bins.
"""
