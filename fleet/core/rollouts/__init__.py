"""Rollouts: waves, their judgement, the devices of a partition that take part.

What lives here: functions of (state, input, now) that return decisions. Not here: changing state
(`fleet.core.applying.rollouts`), the arithmetic (`fleet.policy.rollouts`).
"""
