"""Body of a cold cell.

Lives here: its temperatures, which come from the world. Not here: physics (`devices.physics`).
"""

from __future__ import annotations

from devices.simulator import acts
from devices.simulator.bodies.hull import Draft, Hull
from devices.wire.telemetry import ColdCellTelemetry


class ColdCell(Hull):
    """A refrigerated compartment; its temperatures come from the world."""

    def __init__(self, setpoint_mc: int, signal_dbm: int) -> None:
        super().__init__(signal_dbm, mains=True, battery_permille=None)
        self._air_mc = self._product_mc = setpoint_mc
        self._is_occupied = False
        self._ambient_mc: int | None = None
        self._ran_ms = 0
        self.settings = {"setpoint_mc": setpoint_mc}

    def measure(self) -> Draft:
        """Telemetry of this moment."""
        fields = {
            "air_mc": self._air_mc,
            "product_mc": self._product_mc,
            "setpoint_mc": self.settings["setpoint_mc"],
            "door": "closed",
            "compressor": self._air_mc > self.settings["setpoint_mc"],
            "occupied": self._is_occupied,
        }
        if self._ambient_mc is not None:
            fields |= {"ambient_mc": self._ambient_mc, "ran_s": self._ran_ms // 1_000}
        return Draft(ColdCellTelemetry, {**self.vitals(), **fields})

    def undergo(self, act: acts.Act) -> None:
        """It gets warmer or colder, its compressor runs; a parcel is laid in or taken out."""
        match act:
            case acts.Chilled(air_mc, product_mc):
                self._air_mc, self._product_mc = air_mc, product_mc
            case acts.CompressorRan(ran_ms, ambient_mc):
                self._ran_ms, self._ambient_mc = self._ran_ms + ran_ms, ambient_mc
            case acts.SetTo(setpoint_mc):
                self._air_mc = self._product_mc = self.settings["setpoint_mc"] = setpoint_mc
            case acts.PutIn() | acts.TakeOut():
                self._is_occupied = isinstance(act, acts.PutIn)
            case _:
                super().undergo(act)

    def unsafe(self, battery_permille: int) -> str:
        """Its cooling would stand still upon a parcel."""
        return "chilled" if self._is_occupied else super().unsafe(battery_permille)
