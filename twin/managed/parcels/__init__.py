"""Parcels in the loop: banks as the manager hears them, and people who ask it at their terminals.

What lives here: the desk, the bodies of banks, notices. Not here: what a parcel does
(`twin.world`), which compartment it gets (the manager).
"""
