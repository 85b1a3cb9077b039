"""The outside world, fixed before the run: files, demand, behaviour, traces.

What lives here: the scenario schema and its reader, named random streams, demand and latent
draws, traces, and the kernel-safe behaviour of people. Nothing here runs a simulation.
"""
