"""The promises of the manager in the loop of the twin.

What lives here: its checks, and the programs they run. Not here: how a check is carried out.
"""
