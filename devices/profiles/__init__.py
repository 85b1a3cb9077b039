"""Profiles of devices of other makers: what their bytes mean, as data.

What lives here: the form of a profile, reading payloads and decoded fields by it, from a distance
to a fill level, bytes of downlinks; `library/` holds the profiles that come along. Not here: files
(`courtyard.owned`), network servers (`fleet.adapters.sensors`), our own wire (`devices.wire`).
"""
