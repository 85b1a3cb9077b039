"""Calibration from logs of fill levels: how fast bins fill, in what gulps, when they are emptied.

What lives here: what a log shows, the process that shows the same, its run in the twin. Not here:
parcels.
"""
