"""Economics: what an order costs by year, who pays, and what a programme's own table says.

What lives here: cash flows, payers, programmes. Not here: which order (`twin.studies.sizing`).
"""
