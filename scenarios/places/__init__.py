"""Places: what groups and regions come to, number by number.

What lives here: the compartments of a bank, what a region deals to its sites. Not here: the places
themselves (`scenarios.expand`), the fields (`scenarios.schema`).
"""
