"""Where forecasts and what came of them are kept.

What lives here: a file beside the journal. Not here: scores (`fleet.core.foresight`).
"""
