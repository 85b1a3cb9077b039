"""What is read of one site's log: counters of lockers, waste, service and cold cells.

Lives here: the folds of one site joined, and what they come to. Not here: which counters a target
looks at (`twin.studies.sizing.asked.probe`), the simulation itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.days import Days
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from twin.eventlog.record import Records
from twin.figures.cold.counters import ColdLayout
from twin.figures.cold.tally import ColdTally, TemperatureTally
from twin.figures.counters import I64, SiteCounters, TallyLayout
from twin.figures.service.counters import service_layout
from twin.figures.service.tally import ServiceTally, is_service
from twin.figures.tally import SiteTally
from twin.figures.waste.counters import WasteLayout
from twin.figures.waste.tally import WasteTally, is_waste


@dataclass(frozen=True, slots=True)
class Reading:
    """Counters of a site: `[counter, slot, day]`; None where the scenario has none of it.

    Slots are sizes, streams, temperatures; the parcel service has one. `by_temperature` are those
    of lockers, `[counter, temperature, size slot, day]`, where they were asked for.
    """

    site: SiteCounters
    waste: I64 | None
    service: I64 | None
    cold: I64 | None
    by_temperature: I64 | None = None

    @property
    def lockers(self) -> I64:
        """Counters of lockers and faults."""
        return self.site.by_day


class SiteFold:
    """Folds one site's log into its reading."""

    def __init__(
        self, scenario: Scenario, days: Days, place: SitePlace, *, by_temperature: bool = False
    ) -> None:
        layout = TallyLayout(
            banks=len(place.banks),
            classes=len(scenario.sizes),
            companies=len(scenario.couriers.companies),
            warmup_days=days.warmup_days,
            measured_days=days.measured_days,
            streams=len(scenario.waste.streams) if scenario.waste else 0,
            has_service=int(scenario.has_service),
            temperatures=scenario.temperatures,
        )
        span = days.warmup_days, days.measured_days
        self._lockers = SiteTally(layout)
        self._waste = WasteTally(WasteLayout(layout.streams, *span)) if place.points else None
        self._service = None
        if layout.has_service:
            weekday = int(days.weekday[0])
            self._service = ServiceTally(service_layout(place, *span, weekday))
        self._cold = None
        self._temperatures = TemperatureTally(layout) if by_temperature else None
        if layout.temperatures > 1:
            self._cold = ColdTally(ColdLayout(layout.temperatures, layout.banks, *span))

    def add(self, block: Records) -> None:
        """Fold one block."""
        lockers = block
        if self._waste is not None:
            self._waste.add(block)
            lockers = lockers[~is_waste(lockers)]
        if self._service is not None:
            self._service.add(block)
            lockers = lockers[~is_service(lockers)]
        if self._cold is not None:
            self._cold.add(lockers)
        if self._temperatures is not None:
            self._temperatures.add(lockers)
        self._lockers.add(lockers)

    def close(self) -> Reading:
        """The counters, once the whole log was folded."""
        return Reading(
            site=self._lockers.close(),
            waste=None if self._waste is None else self._waste.close(),
            service=None if self._service is None else self._service.close()[:, None],
            cold=None if self._cold is None else self._cold.by_day,
            by_temperature=(
                None if self._temperatures is None else self._temperatures.close_by_day()
            ),
        )
