"""Forecasts in a terminal.

What lives here: tables. Not here: what they mean.
"""
