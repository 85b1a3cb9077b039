"""Between banks and manager: a broker in memory, lanes, what becomes of messages.

What lives here: MQTT's promises in simulated time. Not here: what is said, who says it.
"""
