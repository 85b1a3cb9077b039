"""Step one: what follows from an input, and nothing is changed.

What lives here: functions of (state, input, now) that return decisions. Not here: changing state
(`fleet.core.applying`). They are pure: the same again gives the same.
"""
