"""One module a command: its options, and the composition of parts that answers it.

What lives here: Typer signatures and calls. Not here: tables (`courtyard.show`), any decision.
Heavy parts are imported inside the functions that need them.
"""
