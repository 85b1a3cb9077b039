"""Sections of lockers: the week, the hours, time lines, days, places, kinds of parcels.

What lives here: what is said and shown of banks. Not here: waste points, and sections of the run
(`twin.report.page`).
"""
