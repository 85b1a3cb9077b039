"""People: sans-IO objects that know what they would do and call `scenarios.behaviour`.

What lives here: couriers on their visits, recipients. Not here: devices, policies, clocks, draws.
"""
