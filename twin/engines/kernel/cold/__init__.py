"""Cold cells on their way into the kernel.

What lives here: laying them out. Not here: what happens in them (`twin.engines.kernel.compiled`).
"""
