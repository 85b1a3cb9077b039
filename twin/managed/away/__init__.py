"""Who cannot be spoken to: banks without power or network, a manager and a broker that end.

What lives here: when, and what begins and ends with it. Not here: what becomes of single messages
(`twin.managed.wire`).
"""
