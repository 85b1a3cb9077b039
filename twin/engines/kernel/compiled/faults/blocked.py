"""What is blocked: banks that are shut, doors that are jammed, recipients who come in vain.

Lives here: the state of components as parcels meet it. Not here: how that state changes
(`compiled.faults.breakdowns`).
"""

from __future__ import annotations

from fleet.policy.emergency import DOOR, causes_of_shut, opening_helps
from scenarios.behaviour.repair import opened_at_ms
from twin.engines.kernel.compiled.columns.faults import (
    FAULT_BANK_WIDTH,
    FAULT_SITE_WIDTH,
    MAINS_DOWN,
    NETWORK_DOWN,
    OFFLINE_CODES,
    OPENING_DELAY,
    OPENING_FROM,
    OPENING_HELPS,
    OPENING_TO,
    RETURN_AT,
    RETURN_MEAN,
    RETURNS,
    TERMINAL_DOWN,
)
from twin.engines.kernel.compiled.memory import BANK_SITE, BANK_WIDTH, Memory


def causes_at(m: Memory, bank: int) -> int:
    """Why a bank takes and gives nothing; 0: it works."""
    faults = m.faults
    site = FAULT_SITE_WIDTH * m.banks[bank + BANK_SITE]
    return causes_of_shut(
        faults.sites[site + MAINS_DOWN],
        faults.sites[site + NETWORK_DOWN],
        faults.banks[FAULT_BANK_WIDTH * (bank // BANK_WIDTH) + TERMINAL_DOWN],
        faults.rules[OFFLINE_CODES],
    )


def causes_of_block(m: Memory, bank: int, position: int) -> int:
    """Why a parcel cannot be taken out of a compartment; 0: it can."""
    causes = causes_at(m, bank)
    if m.faults.repair_due[position] >= 0:
        causes |= DOOR
    return causes


def returns_ms(m: Memory, now: int, site: int, number: int) -> int:
    """When a recipient who is blocked tries again."""
    faults = m.faults
    row = FAULT_SITE_WIDTH * site
    return_ms = faults.rules[RETURN_MEAN]
    if number < faults.sites[row + RETURNS]:
        return_ms = faults.return_ms[faults.sites[row + RETURN_AT] + number]
    return now + int(return_ms)


def staff_can_open(m: Memory, causes: int) -> bool:
    """Whether the emergency plan has an opening that helps against all causes."""
    rules = m.faults.rules
    return rules[OPENING_DELAY] >= 0 and opening_helps(causes, rules[OPENING_HELPS]) == 1


def opened_ms(m: Memory, now: int) -> int:
    """When staff open for a recipient who is blocked now."""
    rules = m.faults.rules
    return opened_at_ms(now, rules[OPENING_DELAY], rules[OPENING_FROM], rules[OPENING_TO])
