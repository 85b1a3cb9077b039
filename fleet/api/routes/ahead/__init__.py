"""What lies ahead, over HTTP: forecasts, and the next round of trucks.

What lives here: their routes. Not here: how either is made.
"""
