"""What only the log can tell, room by room: folds of sites' logs into hours.

What lives here: folds of waste points, what watches them, cold cells, faults and the parcel
service. Not here: files (`twin.report.reading.logs`), lockers (`twin.report.reading.hours`), plots.
"""
