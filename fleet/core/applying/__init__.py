"""Step two: the state after a decision.

What lives here: one function a kind of decision, and the table of them. Not here: any choice; the
same functions run live and in recovery, and nothing here may raise.
"""
