"""Closed forms for what comes after a known state.

What lives here: when a bank first fills, how many parcels still lie. Not here: steady states
(beside this folder).
"""
