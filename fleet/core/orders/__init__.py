"""Work orders: made of alarms, by people, on a plan; whose they are, and when the next is asked.

What lives here: functions that decide and change nothing, rows for people. Not here: alarms
(`fleet.core.alarms`), the arithmetic of the clock (`fleet.policy.escalation`).
"""
