"""Cold cells ahead of life: which product gets too warm, and how long it holds without cooling.

What lives here: when nothing cools in each future, the course of each cell, the answers. Not here:
the physics (`devices.physics.cold_cell`), banks and bins.
"""
