"""Draws for what comes after a moment: recipients of what lies there, futures of a site.

What lives here: laws given what is known at the beginning of a run or of a forecast. Not here:
whole runs from their midnight (`scenarios.demand.site`).
"""
