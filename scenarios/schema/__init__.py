"""The scenario format: pydantic models of every field a scenario file may hold.

What lives here: fields, units, bounds, and checks between fields. Not here: reading, expanding
or drawing.
"""

from __future__ import annotations

from scenarios.schema.scenario import Scenario

__all__ = ["Scenario"]
