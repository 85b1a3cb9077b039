"""The report: one page that shows a run to people who decide.

What lives here: reading of what a run left, plots, words in two languages, the page. Not here:
figures (they stand in the result), runs, files of the result (`twin.studies.results`).
"""
