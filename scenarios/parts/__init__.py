"""Optional parts of a site's trace: what would happen there besides parcels.

Lives here: a struct of arrays for each part, and the table of them. Not here: the parcel part
(`scenarios.trace`), drawing (`scenarios.demand`), files (`scenarios.tracefile`).
"""
