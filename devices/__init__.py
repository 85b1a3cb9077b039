"""What a device is and says.

What lives here: specifications, transition tables, device models. Not here: decisions of the
fleet, people, or any clock.
"""
