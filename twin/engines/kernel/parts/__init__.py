"""Optional parts of traces in the kernel's memory.

What lives here: laying each part out, and refusing one that does not fit its plan. Not here:
parcels (`twin.engines.kernel.load`), drop-offs (`twin.engines.kernel.waste_points`).
"""
