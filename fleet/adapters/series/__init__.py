"""Time series: the way of points to a store.

What lives here: the spool on disk, the poison file, what InfluxDB says to a batch, and the loop
that brings the one to the other. Not here: which points there are (`fleet.metrics`).
"""
