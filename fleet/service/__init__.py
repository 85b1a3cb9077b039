"""The manager as a process: clocks, batches, commits, connections.

What lives here: the asyncio driver of `fleet.core`. Not here: decisions, databases, MQTT.
"""
