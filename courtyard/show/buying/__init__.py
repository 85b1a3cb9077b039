"""What a procurement study prints: the order, the promises, the money.

What lives here: tables. Not here: the study.
"""
