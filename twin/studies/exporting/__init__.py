"""Logs as devices keep them, written by the twin: tables of parcels, visits, readings.

What lives here: one run of a scenario, read as a buyer would read his own devices. Not here: the
event log itself (`twin.eventlog`), reading such tables (`scenarios.logs`).
"""
