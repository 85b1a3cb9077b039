"""The digital twin: people meet devices, engines run them, studies ask questions.

What lives here: the world, both engines, figures, studies, oracles. Not here: sockets, clocks.
"""
