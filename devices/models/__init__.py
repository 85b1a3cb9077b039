"""Device models: sans-IO objects that hold what a device is right now.

What lives here: state and its changes by the transition tables. Not here: clocks, randomness,
sockets, logs, or any decision.
"""
