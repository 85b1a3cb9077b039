"""Devices of a scenario, live: simulated devices against a broker, and what stands beside them.

What lives here: brokers, parts of `courtyard up`, playing a script in real time. Not here: who the
devices are and what happens to them (`twin.staging`), what they say (`devices.simulator`).
"""
