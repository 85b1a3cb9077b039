"""Commands for walls: time series in InfluxDB, dashboards in Grafana.

What lives here: options and sentences. Not here: what is written (`fleet.metrics`), the walls
(`grafana`).
"""
