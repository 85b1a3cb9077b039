"""Slow checks against known answers, each a program that prints what it counted as JSON.

What lives here: many sizings of questions with a closed form. Not here: bounds, what a check is.
"""
