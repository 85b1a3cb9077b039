"""Simulated devices that speak the wire contract.

What lives here: the sans-IO side of a device (outbox, session, bodies), what a world may do to
it, and in `shell` the asyncio driver. Not here: people, traces, or any decision of the fleet.
"""
