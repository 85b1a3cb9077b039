"""What a manager does with forecasts: what it tells, what it learns of them afterwards.

What lives here: the snapshot of the state, scores. Not here: making forecasts (a port), when they
are made (`fleet.service.ahead.foreseeing`).
"""
