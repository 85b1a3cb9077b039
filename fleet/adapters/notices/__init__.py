"""Ways by which notices reach recipients.

What lives here: the adapter of the notices port. Not here: what is said.
"""
