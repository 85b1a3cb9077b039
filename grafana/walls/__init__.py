"""The walls, by who stands before them and by subject.

What lives here: which panels they have, in both languages. Not here: how a panel looks.
"""
