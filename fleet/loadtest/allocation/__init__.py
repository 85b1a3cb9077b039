"""The load test of allocation: wishes, doors, collections, and the proof that none was given twice.

What lives here: terminals, the history of what they saw, the checker, the baseline. Not here: the
manager, processes that other load tests start, too (`fleet.loadtest.parts`).
"""
