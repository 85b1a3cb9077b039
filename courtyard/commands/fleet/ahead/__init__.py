"""Forecasts of a fleet's sites.

What lives here: `courtyard fleet forecast`, and the options of `serve`. Not here: the study
(`twin.studies.forecast`).
"""
