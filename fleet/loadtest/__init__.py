"""Load tests as a product: a real manager, a real broker, and a ledger of every message.

What lives here: the generator, the parts it drives, the reckoning. Not here: the manager.
"""
