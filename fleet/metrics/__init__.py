"""Metrics: what the fleet's events become as time series.

What lives here: the catalogue of measurements, records as points, rollups, line protocol. Not here:
where the points go (`fleet.adapters.series`), walls (`grafana`).
"""
