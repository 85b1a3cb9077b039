"""The event log: event table, total order, record layout, block writer and digests.

What lives here: what an event is called, when it comes before another, how it is written down.
Not here: what an event does (`twin.world`), who drives it (`twin.engines`).
"""
