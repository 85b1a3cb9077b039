"""The twin ahead of life: hundreds of futures from what a manager knows now.

What lives here: a snapshot on the scenario's steel, futures, their answers, scores of them.
Not here: the manager (`fleet.ports.forecast` is all that is known of it), the draws
(`scenarios.demand.ahead`).
"""
