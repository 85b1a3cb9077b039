"""What the manager said: alarms as spans, out of its decisions.

Lives here: when an alarm is up for the people who read it. An alarm that an incident holds is up:
its incident says so. Not here: what was true (`truth`), judgement (`judging`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fleet.core.decisions import Decision
from fleet.core.facts.alarms import (
    Cleared,
    Freed,
    Held,
    IncidentClosed,
    IncidentOpened,
    Raised,
)
from fleet.core.inputs import Input
from twin.studies.rehearsal.spans import Name, Spans
from twin.studies.rehearsal.stage import device_of


class Said:
    """Listens to a stage; `spans` has what was up from when to when."""

    def __init__(self) -> None:
        self.spans = Spans()
        self._held: defaultdict[str, set[Name]] = defaultdict(set)

    def decided(self, site: str, given: Input, decided: Sequence[Decision], now_ms: int) -> None:
        """As `stage.Decided`."""
        device = device_of(given)
        for decision in decided:
            match decision:
                case Raised():
                    self.spans.begin(device, decision.alarm, now_ms)
                case Cleared():
                    self.spans.end(device, decision.alarm, now_ms)
                case Held():
                    key = decision.device or device
                    self._held[decision.incident].add((key, decision.alarm))
                    self.spans.begin(key, decision.alarm, now_ms)
                case Freed():
                    self._held[decision.incident].discard((device, decision.alarm))
                    self.spans.end(device, decision.alarm, now_ms)
                case IncidentOpened():
                    self.spans.begin(site, "incident", now_ms)
                case IncidentClosed():
                    self.spans.end(site, "incident", now_ms)
                    self._let_go(decision.incident, now_ms)

    def _let_go(self, incident: str, now_ms: int) -> None:
        """Its alarms are their own: those that go on are raised at once."""
        for key, alarm in sorted(self._held.pop(incident, ())):
            self.spans.end(key, alarm, now_ms)
