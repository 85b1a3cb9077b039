"""Calibration from logs of courier visits: who comes when, with how much, for how long.

What lives here: the fits. Not here: stays of parcels, full banks.
"""
