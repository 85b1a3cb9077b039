"""How many people a compound needs, with the manager and without.

What lives here: cases on the same draws, and what they say of the claims. Not here: people and
orders (`twin.managed.staff`).
"""
