"""A rollout of firmware before it happens, in virtual time.

What lives here: the manager's partitions, devices beside them, luck, figures. Not here: who decides
(`fleet.core.rollouts`).
"""
