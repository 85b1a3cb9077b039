"""Plots of the report, as SVG that stands in the page.

What lives here: one function a plot, one place for how plots look. Not here: numbers (they are
handed over), captions, the page.
"""
