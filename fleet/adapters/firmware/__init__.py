"""Firmware beside the manager: artifacts in a folder, rollout files.

What lives here: reading and writing them. Not here: what a rollout does (`fleet.core.rollouts`).
"""
