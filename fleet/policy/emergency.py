"""What a fault blocks, and where the emergency plan helps.

Lives here: kernel-safe functions over sets of causes, one bit each. Not here: when staff come
(`scenarios.behaviour.repair`).
"""

from __future__ import annotations

MAINS = 1
NETWORK = 2
TERMINAL = 4
DOOR = 8


def causes_of_shut(
    mains_down: int, network_down: int, terminal_down: int, offline_codes: int
) -> int:
    """Causes that keep a whole bank from taking and giving parcels; 0: it works.

    Each argument is 0 where the component works. A bank that checks codes by itself
    (`offline_codes` 1) needs no network.
    """
    causes = 0
    if mains_down > 0:
        causes |= 1
    if network_down > 0 and offline_codes == 0:
        causes |= 2
    if terminal_down > 0:
        causes |= 4
    return causes


def opening_helps(causes: int, helps: int) -> int:
    """1 where staff can open although all of `causes` hold: every one must be among `helps`."""
    return 1 if causes & ~helps == 0 else 0
