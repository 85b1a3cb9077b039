"""Breakdowns: components fail and are repaired, outages come and go.

Lives here: the state of all components of a group, the events FAILURE and REPAIR, and what is
blocked by them. A component's next failure is scheduled when it is repaired; the doors of a bank
fail one after the other, whether some are still jammed or not. Not here: parcels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devices.models.bank import Bank
from fleet.policy import emergency
from scenarios.behaviour.repair import opened_at_ms, repaired_at_ms
from scenarios.parts.faults import (
    COLD_UNIT,
    DOOR,
    DOOR_BITS,
    MAINS,
    NETWORK,
    SENSOR,
    TERMINAL,
    FaultTrace,
)
from scenarios.trace import SiteTrace
from twin.eventlog.events import Kind
from twin.world.cold.cells import ColdCells
from twin.world.desk import EmergencyDesk
from twin.world.faults.plan import KIND_SHIFT, NEVER, FaultPlan, Ground
from twin.world.faults.scribe import FaultScribe
from twin.world.faults.witness import Witness

NUMBER_MASK = (1 << KIND_SHIFT) - 1


class _Random:
    """The random faults of one component: the rows of its trace, one after the other."""

    __slots__ = ("door", "operating_ms", "row", "work_ms")

    def __init__(self, trace: FaultTrace, component: int) -> None:
        rows = slice(int(trace.first[component]), int(trace.first[component + 1]))
        self.operating_ms: list[int] = trace.operating_ms[rows].tolist()
        self.work_ms: list[int] = trace.work_ms[rows].tolist()
        self.door: list[int] = trace.door[rows].tolist()
        self.row = 0


class Breakdowns:
    """Components of one group of coupled sites. `silent` holds (site, bin) whose sensor is dead;
    `witness` is told of what a bank notices.
    """

    def __init__(
        self,
        faults: FaultPlan,
        ground: Ground,
        traces: Sequence[SiteTrace],
        banks: list[Bank],
        scribe: FaultScribe,
        cold: ColdCells | None = None,
    ) -> None:
        self._cold = cold
        self._ground = ground
        self._rules = faults.rules
        self._outages = faults.outages
        self._banks = banks
        self._scribe = scribe
        self._desk = EmergencyDesk()
        self._random = [_components(trace.faults) for trace in traces]
        self._return_ms = [
            [] if trace.faults is None else trace.faults.return_ms.tolist() for trace in traces
        ]
        self._mains_down = [0] * len(traces)
        self._network_down = [0] * len(traces)
        self._terminal_down = [0] * len(banks)
        self._shut_since = [NEVER] * len(banks)
        self._repair_due: dict[tuple[int, int], int] = {}
        self.silent: set[tuple[int, int]] = set()
        self.witness = Witness()
        self.handlers: dict[int, Callable[[int, int, int, int], None]] = {
            Kind.FAILURE: self.fail,
            Kind.REPAIR: self.repair,
        }

    def start(self) -> None:
        """Schedule the first failure of every component, and the outages."""
        for site, components in enumerate(self._random):
            for entity, random in components.items():
                self._scribe.at(random.operating_ms[0], Kind.FAILURE, site, entity, 0)
            for number in self._outages[site]:
                outage = self._rules.outages[number]
                if outage.to_ms > outage.from_ms:
                    entity = outage.kind << KIND_SHIFT
                    self._scribe.at(outage.from_ms, Kind.FAILURE, site, entity, number + 1)

    def causes_of_shut(self, bank: int) -> int:
        """Why a bank takes and gives nothing; 0: it works."""
        site = self._ground.bank_site[bank]
        return self._desk.causes_of_shut(
            self._mains_down[site],
            self._network_down[site],
            self._terminal_down[bank],
            self._rules.offline_codes,
        )

    def causes_of_block(self, bank: int, position: int) -> int:
        """Why a parcel cannot be taken out of a compartment; 0: it can."""
        jammed = self._banks[bank].is_jammed(position)
        return self.causes_of_shut(bank) | (emergency.DOOR if jammed else 0)

    def returns_ms(self, now: int, site: int, number: int) -> int:
        """When a recipient who is blocked tries again."""
        latents = self._return_ms[site]
        return now + (latents[number] if number < len(latents) else self._rules.return_ms)

    def staff_can_open(self, causes: int) -> bool:
        """Whether the emergency plan has an opening that helps against all causes."""
        rules = self._rules
        return rules.opening_delay_ms >= 0 and self._desk.opening_helps(causes, rules.opening_helps)

    def opened_ms(self, now: int) -> int:
        """When staff open for a recipient who is blocked now."""
        rules = self._rules
        return opened_at_ms(now, rules.opening_delay_ms, rules.opening_from_ms, rules.opening_to_ms)

    def release(self, now: int, bank: int, position: int) -> None:
        """Staff free a jammed door before it is repaired; the repair finds nothing to do."""
        if self._banks[bank].is_jammed(position):
            self._free_door(now, bank, position)

    def fail(self, now: int, site: int, entity: int, ordinal: int) -> None:
        """A component fails, or an outage begins."""
        kind = entity >> KIND_SHIFT
        if ordinal > 0:
            to_ms = self._rules.outages[ordinal - 1].to_ms
        else:
            random = self._random[site][entity]
            rules = self._rules.repairs[kind]
            to_ms = repaired_at_ms(
                now,
                rules.response_ms,
                random.work_ms[random.row],
                rules.from_clock_ms,
                rules.to_clock_ms,
            )
            if kind == DOOR:
                self._jam_one(now, site, entity, random, to_ms)
                return
        self._scribe.component(now, Kind.FAILURE, site, entity, ordinal, to_ms - now)
        self._scribe.at(to_ms, Kind.REPAIR, site, entity, ordinal)
        self._change(now, site, kind, entity & NUMBER_MASK, 1)

    def _jam_one(self, now: int, site: int, entity: int, random: _Random, to_ms: int) -> None:
        """One of a bank's doors jams, unless it is jammed already."""
        bank = self._ground.site_first_bank[site] + (entity & NUMBER_MASK)
        model = self._banks[bank]
        position = random.door[random.row] * len(model.occupied) >> DOOR_BITS
        random.row += 1
        if random.row < len(random.operating_ms):
            time_ms = now + random.operating_ms[random.row]
            self._scribe.at(time_ms, Kind.FAILURE, site, entity, 0)
        if model.is_jammed(position):
            return
        was_free = model.jam(position)
        self._scribe.door(now, Kind.FAILURE, bank, position, to_ms - now)
        if was_free:
            self._scribe.compartment(now, Kind.WITHDRAWN, bank, position)
        self._repair_due[bank, position] = to_ms
        self._scribe.at_door(to_ms, bank, position)
        self.witness.door_changed(now, bank, position, True)

    def repair(self, now: int, site: int, entity: int, ordinal: int) -> None:
        """A component works again, or an outage is over."""
        kind, number = entity >> KIND_SHIFT, entity & NUMBER_MASK
        if kind == DOOR:
            bank, position = self._scribe.door_of(site, number)
            if self._repair_due.get((bank, position)) == now:
                self._free_door(now, bank, position)
            return
        self._scribe.component(now, Kind.REPAIR, site, entity, ordinal, 0)
        self._change(now, site, kind, number, -1)
        if ordinal == 0:
            random = self._random[site][entity]
            random.row += 1
            if random.row < len(random.operating_ms):
                time_ms = now + random.operating_ms[random.row]
                self._scribe.at(time_ms, Kind.FAILURE, site, entity, 0)

    def _free_door(self, now: int, bank: int, position: int) -> None:
        del self._repair_due[bank, position]
        is_free = self._banks[bank].free_jam(position)
        self._scribe.door(now, Kind.REPAIR, bank, position, 0)
        if is_free:
            self._scribe.compartment(now, Kind.RESTORED, bank, position)
        self.witness.door_changed(now, bank, position, False)

    def _change(self, now: int, site: int, kind: int, number: int, step: int) -> None:
        """One reason more or less why a component does not work."""
        first, stop = self._ground.site_first_bank[site], self._ground.site_first_bank[site + 1]
        if kind == MAINS:
            self._mains_down[site] += step
        elif kind == NETWORK:
            self._network_down[site] += step
        elif kind == TERMINAL:
            first += number
            stop = first + 1
            self._terminal_down[first] += step
        elif kind == SENSOR:
            self._silence(site, number, step)
            return
        elif kind == COLD_UNIT:
            if self._cold is not None:
                self._cold.unit_changed(now, first + number, step < 0)
            return
        for bank in range(first, stop):
            self._notice(now, bank)
        if kind == MAINS and self._cold is not None:
            self._cold.mains_changed(now, site, step < 0)
        for bank in range(first, stop):
            self.witness.component_changed(now, bank, kind, step > 0)

    def _silence(self, site: int, position: int, step: int) -> None:
        if step > 0:
            self.silent.add((site, position))
        else:
            self.silent.discard((site, position))

    def _notice(self, now: int, bank: int) -> None:
        """Write down that a bank shuts or opens again."""
        causes, since_ms = self.causes_of_shut(bank), self._shut_since[bank]
        if causes and since_ms == NEVER:
            self._shut_since[bank] = now
            self._scribe.bank(now, Kind.SHUT, bank, causes)
        elif not causes and since_ms != NEVER:
            self._shut_since[bank] = NEVER
            self._scribe.bank(now, Kind.REOPENED, bank, now - since_ms)


def _components(trace: FaultTrace | None) -> dict[int, _Random]:
    """Random faults by entity."""
    if trace is None:
        return {}
    return {
        (int(trace.kind[c]) << KIND_SHIFT) | int(trace.number[c]): _Random(trace, c)
        for c in range(trace.components)
    }
