"""Programs and checks of networks that are larger than a machine holds at once.

What lives here: runs of `national`, watched from outside, killed and gone on with. Not here: how a
check is judged (`tests.acceptance.check`).
"""
