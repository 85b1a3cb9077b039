"""Sections of cold cells: temperature through a power cut, what is too warm, energy.

What lives here: the answer and the sections of cold cells. Not here: folds, plots.
"""
