"""Real logs as CSV: read by column, cleaned out loud, made into traces.

Lives here: the reading of logs and the traces made from them. Not here: traces that were drawn
(`scenarios.demand`), trace files (`scenarios.tracefile`).
"""
