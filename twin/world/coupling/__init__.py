"""Which sites run together, and which apart.

Lives here: pairs of sites that something goes between. Not here: the plan of a group.
"""
