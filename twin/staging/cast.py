"""The devices that stand in a scenario, and what a simulated one is made of.

Lives here: names, kinds and make of devices, in the order of sites. Values that no scenario fixes
are assumed, and spread by a hash of the device's name, so that every run has the same fleet.
Not here: what happens to them (`twin.studies.staging.script`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import accumulate

from devices.codes import bank_key
from devices.models.bank import Bank
from devices.simulator.bodies.alone import Alone
from devices.simulator.bodies.cold import ColdCell
from devices.simulator.bodies.hull import Body, GatewayBox
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.bodies.terminal import Terminal
from devices.simulator.bodies.waste import PointCamera, WasteBin
from devices.simulator.identity import Identity
from devices.wire.fields import DeviceKind
from devices.wire.presence import Firmware
from fleet.core.parcels.books import choose_lent
from scenarios.expand import BankPlace, SitePlace, expand_sites
from scenarios.points import SensorPlace
from scenarios.schema import Scenario
from scenarios.schema.cold import Cold

INTERVAL_S = 60
"""How often a device on mains power measures; assumed."""

MODELS: dict[DeviceKind, str] = {
    "bank": "courtyard-bank",
    "bin_sensor": "courtyard-bin",
    "camera": "courtyard-camera",
    "gateway": "courtyard-gateway",
    "cold_cell": "courtyard-cold",
}
FIRMWARE = (("1.4.0", "a", 700), ("1.3.2", "b", 250), ("1.1.0", "a", 50))
"""Version, slot and ‰ of the devices that run it; assumed: some are old."""

SIGNAL_DBM = (-105, -50)
CLOCK_OFF_MS = 2_000
"""A device's clock is at most so wrong; assumed."""

CLEAR_BELOW_MC = 1_000
"""How far a cell's product must be below its limit before an excursion is over; assumed."""

GATEWAY = "gateway"

FOOD, NO_STREAM = "food", -1
AGE_LIMIT_H = 48
"""Food waste is to be fetched within two days; assumed."""


@dataclass(frozen=True, slots=True)
class Member:
    """A device of the cast. `size`: compartments of a bank, devices behind a gateway.

    `setpoint_mc`, `limit_mc`: of a cold cell, m°C. `classes`: compartments of a bank by class.
    `depth_mm`, `clearance_mm`: of a bin and its sensor; `age_limit_h`: of what lies in it, 0 none;
    `stream`: which waste, from 0. `compartment`: number on the door of a cold cell, 0 none.
    """

    site: str
    device: str
    kind: DeviceKind
    interval_s: int = INTERVAL_S
    size: int = 0
    gateway: str | None = None
    setpoint_mc: int = 0
    limit_mc: int = 0
    classes: tuple[int, ...] = ()
    depth_mm: int = 0
    clearance_mm: int = 0
    age_limit_h: int = 0
    stream: int = NO_STREAM
    compartment: int = 0

    @property
    def settings(self) -> dict[str, int]:
        """Its own in the registry: of a cold cell its door and the limit, cleared well below it; of
        a bin its stream and the age of what lies in it.
        """
        if self.kind == "cold_cell":
            clear_mc = self.limit_mc - CLEAR_BELOW_MC
            levels = {"excursion_mc": self.limit_mc, "excursion_clear_mc": clear_mc}
            return {**levels, "compartment": self.compartment}
        age = {"age_limit_h": self.age_limit_h} if self.age_limit_h else {}
        return {**age, "stream": self.stream} if self.stream != NO_STREAM else age

    @property
    def key(self) -> tuple[str, str]:
        """How scripts and sessions name it."""
        return self.site, self.device

    def identity(self, trusted: tuple[bytes, ...] = ()) -> Identity:
        """Who it says it is; it takes up firmware that one of the trusted keys has signed."""
        version, slot = self._firmware()
        return Identity(
            site=self.site,
            device=self.device,
            kind=self.kind,
            model=MODELS[self.kind],
            firmware=Firmware(version=version, slot="a" if slot == "a" else "b"),
            interval_s=self.interval_s,
            phase_ms=self._drawn("phase", 0, 1000 * self.interval_s - 1),
            outbox=self.kind != "bin_sensor",
            gateway=self.gateway,
            clock_offset_ms=self._drawn("clock", -CLOCK_OFF_MS, CLOCK_OFF_MS),
            trusted=trusted,
        )

    def body(self, fleet_key: bytes | None = None, run: str = "") -> Body:
        """What it is made of; with the fleet's key a bank gets its own, and a terminal that asks
        the manager for compartments, and bins obey the manager's linkage.
        """
        signal_dbm = self._drawn("signal", *SIGNAL_DBM)
        match self.kind:
            case "bank":
                firsts = [0, *accumulate(self.classes or (self.size,))]
                model = Bank(range(1, self.size + 1), firsts)
                if fleet_key is None:
                    return LockerBank(model, signal_dbm)
                key = bank_key(fleet_key, f"{self.site}/{self.device}")
                return LockerBank(model, signal_dbm, Terminal(key, run), Alone(choose_lent))
            case "bin_sensor":
                return WasteBin(
                    signal_dbm, self.depth_mm, self.clearance_mm, obeys=fleet_key is not None
                )
            case "camera":
                return PointCamera(self.device, signal_dbm)
            case "cold_cell":
                return ColdCell(self.setpoint_mc, signal_dbm)
            case _:
                return GatewayBox(self.size, signal_dbm)

    def _firmware(self) -> tuple[str, str]:
        permille = self._drawn("firmware", 0, 999)
        for version, slot, share in FIRMWARE:
            if permille < share:
                return version, slot
            permille -= share
        return FIRMWARE[0][:2]

    def _drawn(self, purpose: str, low: int, high: int) -> int:
        digest = sha256(f"{self.site}/{self.device}/{purpose}".encode()).digest()
        return low + int.from_bytes(digest[:8], "big") % (high - low + 1)


def bank_device(bank: BankPlace) -> str:
    """Device id of a bank."""
    return bank.id


def bin_device(point: str, number: str) -> str:
    """Device id of the sensor of a bin."""
    return f"{point}-{number}"


def camera_device(point: str) -> str:
    """Device id of the camera of a waste point."""
    return f"{point}-camera"


def cells_of(place: SitePlace, only: BankPlace | None = None) -> list[str]:
    """Device ids of a site's cold cells, as the twin counts them; those of one bank alone."""
    return [
        f"{bank_device(bank)}-cell{number}"
        for bank in place.banks
        if only is None or bank is only
        for number in range(1, sum(bank.cold) + 1)
    ]


def bin_devices(place: SitePlace) -> list[str]:
    """Device ids of the sensors of a site's bins, as the twin counts bins."""
    return [bin_device(point.id, each.id) for point in place.points for each in point.bins]


def cast_of(
    places: Iterable[SitePlace],
    *,
    gateways: bool = False,
    cold: Cold | None = None,
    food: int = NO_STREAM,
) -> Iterator[Member]:
    """Every device of the sites: banks, cold cells (`cold`: the scenario's section), bins with a
    sensor, a camera at each waste point. `food`: index of the stream that goes bad.

    With `gateways` each site has one, which comes first and through which the others speak.
    """
    for place in places:
        members = list(_at(place, cold, food))
        if gateways and members:
            yield Member(place.id, GATEWAY, "gateway", size=len(members))
            members = [replace(member, gateway=GATEWAY) for member in members]
        yield from members


def _at(place: SitePlace, cold: Cold | None, food: int) -> Iterator[Member]:
    for bank in place.banks:
        yield Member(
            place.id, bank_device(bank), "bank", size=sum(bank.classes), classes=bank.classes
        )
        if cold is not None:
            yield from _cells(place, bank, cold)
    for point in place.points:
        if point.sensor is not None:
            interval_s = _promised_s(point.sensor)
            for each in point.bins:
                yield Member(
                    place.id, bin_device(point.id, each.id), "bin_sensor", interval_s,
                    depth_mm=each.depth_mm, clearance_mm=point.sensor.clearance_mm,
                    age_limit_h=AGE_LIMIT_H if each.stream == food else 0, stream=each.stream,
                )  # fmt: skip
        yield Member(place.id, camera_device(point.id), "camera")


def food_of(scenario: Scenario) -> int:
    """Index of the stream of food waste, −1 where there is none."""
    streams = [] if scenario.waste is None else [each.id for each in scenario.waste.streams]
    return streams.index(FOOD) if FOOD in streams else NO_STREAM


def _promised_s(sensor: SensorPlace) -> int:
    """A sensor that is silent while nothing changes promises a word only so often."""
    wear = sensor.wear
    silent = 0 if wear is None or not wear.dead_band_permille else wear.silent_at_most
    return sensor.report_ms * (silent + 1) // 1000


def _cells(place: SitePlace, bank: BankPlace, cold: Cold) -> Iterator[Member]:
    """Cells by temperature, chilled first, as in `BankPlace.cold`."""
    sizes = len(bank.cold) // 2
    chilled, frozen = sum(bank.cold[:sizes]), sum(bank.cold[sizes:])
    kinds = [cold.chilled] * chilled + [cold.frozen] * frozen
    first = sum(bank.compartments) + 1
    for number, (device, kind) in enumerate(zip(cells_of(place, bank), kinds, strict=True), first):
        assert kind is not None
        yield Member(
            place.id, device, "cold_cell", compartment=number,
            setpoint_mc=round(1000 * kind.setpoint_c), limit_mc=round(1000 * kind.limit_c),
        )  # fmt: skip


def copy_site(site: str, copy: int) -> str:
    """Id of a site in copy 0, 1, 2 … of a scenario; copy 0 is the scenario's own."""
    return site if copy == 0 else f"{site}-{copy + 1}"


def so_many(members: list[Member], count: int | None) -> tuple[list[Member], int]:
    """The first `count` of them, and in how many copies (1 …) the sites stand there for it.

    More than there are come from copies, which live the same life on sites of their own.
    """
    if count is None or not members:
        return members, 1
    copies = -(-count // len(members))
    taken = [
        replace(member, site=copy_site(member.site, copy))
        for copy in range(copies)
        for member in members
    ]
    return taken[:count], copies


def members_of(scenario: Scenario, count: int | None, gateways: bool) -> tuple[list[Member], int]:
    """The devices that take part, and in how many copies the scenario stands there."""
    cast = cast_of(
        expand_sites(scenario), gateways=gateways, cold=scenario.cold, food=food_of(scenario)
    )
    return so_many(list(cast), count)
