"""What a run left, read back: the document, the log, and what only the log can tell.

What lives here: files, checks that they belong together, folds of the log by the hour. Not here:
words, plots.
"""
