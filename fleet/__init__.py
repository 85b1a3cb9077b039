"""Deciding and operating.

What lives here: the policies that decide, as plain functions of integers. Not here: the twin,
the outside world, or anything that draws.
"""
