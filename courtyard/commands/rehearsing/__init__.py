"""Commands that rehearse the manager on a scenario: how good its alarms are, how many it takes.

What lives here: the composition. Not here: what is rehearsed (`twin.studies.rehearsal`).
"""
