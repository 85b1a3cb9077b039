"""Commands about what will be.

What lives here: forecasts of a fleet's sites, and how good forecasts are. Not here: the studies
(`twin.studies.forecast`).
"""
