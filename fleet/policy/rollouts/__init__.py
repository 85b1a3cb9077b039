"""Firmware to many devices: chances and turns.

What lives here: kernel-safe functions of numbers. Not here: rollouts (`fleet.core.rollouts`).
"""
