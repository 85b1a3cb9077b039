"""Facts by room: what is kept, decided and asked of alarms and of work orders.

What lives here: structs, a module a room, which `state`, `decisions` and `inputs` take in. Not
here: what follows from them.
"""
