"""Alarms: what follows from messages and timers, and what people say to it.

What lives here: rules, conditions, incidents, as functions that change nothing. Not here: work
that is made of an alarm (`fleet.core.orders`), the arithmetic (`fleet.policy.alarming`).
"""
