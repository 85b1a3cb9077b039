"""Devices of a scenario, on a stage: the twin's world as a script for them.

What lives here: when what happens to which device. Not here: who they are and what a record does to
them (`twin.staging`), what devices say (`devices.simulator`), who plays it: in real time
`courtyard.live`, in virtual time `twin.studies.rehearsal`.
"""
