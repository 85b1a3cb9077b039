"""What can be bought and what it must do: catalogue, promises, money.

What lives here: fields, units, bounds. Not here: the search for an order (`twin.studies.sizing`),
what it costs by year (`twin.studies.economics`).
"""
