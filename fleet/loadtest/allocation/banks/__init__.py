"""Banks of a load test: their terminals over MQTT, and what they saw.

What lives here: a terminal on its connection, a process that plays many. Not here: the manager, the
checker (`fleet.loadtest.allocation.history`).
"""
