"""What simulated devices are made of: the models of `devices.models`, and what they tell.

What lives here: one body a kind of device; acts change it, commands move it, it drafts messages.
Not here: envelopes, sequence, connection (`devices.simulator.session`).
"""
