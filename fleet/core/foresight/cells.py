"""Cold cells as they stand now, for whoever forecasts.

Lives here: which compartment a cell is, what it measured, why it is not cooled. Not here: the rest
of the snapshot (`fleet.core.foresight.standing`).
"""

from __future__ import annotations

import msgspec

from devices.wire.telemetry import ColdCellTelemetry
from fleet.core.linkage.following import compartment_of
from fleet.core.state import Device, PartitionState
from fleet.ports.forecast import CellNow

CELL = "cold_cell"

DARK, BROKEN = "mains_lost", "fault:cold_unit"
"""Alarms that say that nothing cools."""


def cell_now(state: PartitionState, device: Device) -> CellNow | None:
    """A cell by its newest report; None for other devices, for a cell that never reported, and for
    one of which it is not known which compartment it is.
    """
    if device.kind != CELL or not device.measured:
        return None
    found = compartment_of(state, device)
    if found is None:
        return None
    key, bank, position = found
    said = msgspec.json.decode(device.measured, type=ColdCellTelemetry)
    alarms = device.alarms
    filled = bool(bank.holders[position]) if said.occupied is None else said.occupied
    return CellNow(
        cell=device.device,
        bank=key.partition("/")[2],
        position=position,
        heard_ms=device.heard_ms,
        air_mc=said.air_mc,
        product_mc=said.product_mc,
        ambient_mc=said.ambient_mc,
        is_running=said.compressor,
        is_filled=filled,
        dark_ms=alarms[DARK].since_ms if DARK in alarms else -1,
        broken_ms=alarms[BROKEN].since_ms if BROKEN in alarms else -1,
    )
