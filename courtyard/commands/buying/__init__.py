"""`courtyard size` and `courtyard whatif`: what to buy, and what moves the answer.

What lives here: one command a module, and what both are asked. Not here: the studies.
"""
