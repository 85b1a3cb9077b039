"""Exploring: a scenario at the points of a grid, and the smallest value that meets a target.

What lives here: points, the search at one point, the flat-arrival figure beside it. Not here: the
running of replications (`twin.studies.running`), tables.
"""
