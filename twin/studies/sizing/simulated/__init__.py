"""What designs do: simulations on shared traces, kept by what they depend on.

What lives here: the bench, the crew of processes, the file of what is kept, verdicts. Not here:
which designs are tried.
"""
