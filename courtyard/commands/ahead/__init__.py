"""How good forecasts are, before there is a fleet.

What lives here: `courtyard forecast`. Not here: the study (`twin.studies.forecast`).
"""
