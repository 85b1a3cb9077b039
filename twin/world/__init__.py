"""The world: people meet devices.

What lives here: the plan of coupled sites, the desk where policies are called, and what happens
at each event. Not here: engines, demand, figures.
"""
