"""Commands about managers as processes: running one, who of several owns what.

What lives here: their options. Not here: managers (`fleet.service`).
"""
