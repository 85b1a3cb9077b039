"""Devices of a scenario, on a stage: who they are, and what the twin's world does to them.

What lives here: the cast, and the translation of what happens in the world into acts on devices.
Not here: what devices say (`devices.simulator`), people (`twin.world`), who plays it: in real time
`courtyard.live`, in virtual time `twin.studies.rehearsal`.
"""
