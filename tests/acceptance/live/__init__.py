"""Slow checks of the live fleet, each a program that prints what it counted as one JSON document.

What lives here: a manager, a broker and devices driven through kills, storms and hostile bytes, at
any size: tests run them small, the registry at full size. Not here: bounds, what a check is.
"""
