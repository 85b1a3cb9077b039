"""The compiled engine: the reference's answer, event for event, near the speed of C.

What lives here: building and caching the compiled functions, laying traces into their arrays,
driving them block by block. What they do at an event: `twin.engines.kernel.compiled`.
"""
