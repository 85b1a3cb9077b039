"""Verification: settings with a closed form, run until the interval is narrow.

What lives here: the settings as ordinary scenarios, the recognition of closed forms in any
scenario, the sequential runs. Not here: the closed forms themselves (`twin.oracles`).
"""
