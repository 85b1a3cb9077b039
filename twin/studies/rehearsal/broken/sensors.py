"""Fill sensors that see nothing more.

Lives here: the broken sensor (its reading stays where it was, and trembles), what the manager finds
of it. Not here: readings of sensors in order (`readings` beside this).
"""

from __future__ import annotations

import numpy as np

from devices.wire.telemetry import BinTelemetry
from fleet.core.alarms.departures import LEARN_DAYS
from scenarios.schema import Scenario
from twin.engines.choice import RunGroup
from twin.studies.rehearsal.broken.listening import DAY_MS, Found, Listener
from twin.studies.rehearsal.broken.readings import BinReadings, readings

TREMBLE_PERMILLE = 4.0
"""Standard deviation of a reading that looks at its own bracket; 0.3 cm at a metre. Assumed."""


IDLE_PERMILLE = 100
"""A bin that fills by less in a day is not judged: within weeks nothing may come to be seen."""


def blind_sensors(scenario: Scenario, seed: int, days: int, engine: RunGroup) -> Found:
    """Every bin with a sensor; each sensor goes blind in the second half of what is left when its
    habit is known.
    """
    found = Found()
    for number, course in enumerate(readings(scenario, seed, days, engine)):
        draw = np.random.Generator(np.random.Philox(key=[seed, number]))
        ends_ms = int(course.report_ms[-1])
        learned_ms = (LEARN_DAYS + 1) * DAY_MS
        breaks_ms = learned_ms + int((ends_ms - learned_ms) * draw.uniform(0.5, 0.75))
        listener = Listener("bin_sensor", "blind")
        is_idle = True
        for at_ms, level in zip(*said(course, breaks_ms, draw), strict=True):
            if at_ms < breaks_ms:
                is_idle = listener.habit().mean < IDLE_PERMILLE
            listener.say("telemetry", BinTelemetry, at_ms, fill_permille=level)
        found.count(listener.raised_ms["blind"], learned_ms, breaks_ms, is_idle)
    return found


def said(
    course: BinReadings, breaks_ms: int, draw: np.random.Generator
) -> tuple[list[int], list[int]]:
    """What the sensor reports over its life: times in ms, levels in permille."""
    level = course.report_level.copy()
    broken = np.flatnonzero(course.report_ms >= breaks_ms)
    if len(broken):
        last = int(level[max(0, int(broken[0]) - 1)])
        trembling = last + draw.normal(0, TREMBLE_PERMILLE, len(broken))
        level[broken] = np.clip(np.rint(trembling), 0, 1_000).astype(np.int64)
    return course.report_ms.tolist(), level.tolist()
