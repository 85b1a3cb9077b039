"""What will be, beside a manager.

What lives here: forecasts on a schedule and when asked. Not here: how they are made (a port).
"""
