"""Whose sensor is which device: the sensors file, and what follows from it.

Lives here: the models of the file and the plan that the translation asks. Not here: reading YAML
(`courtyard.owned`), profiles (`devices.profiles`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from devices.profiles.form import Name, Part, Profile, Words
from devices.profiles.mounting import Mounting
from devices.wire.fields import IDENTIFIER_PATTERN
from devices.wire.topics import partition_of

NetworkKind = Literal["chirpstack", "things_stack", "alink"]

DeviceKey = Annotated[str, StringConstraints(pattern=r"^[^/\s]{1,64}/[^/\s]{1,64}$")]
SensorId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:._/-]{1,128}$")]
Milli = Annotated[int, Field(ge=-100_000, le=150_000)]

_EUI = re.compile(r"[0-9A-F]{16}")


class BadSensors(ValueError):
    """A sensors file that cannot be used; says which sensor and why."""

    clear = True


class Network(Part):
    """A network server's MQTT. `broker` as for the manager; `mqtt`: the version it speaks, 5 where
    it is not told, 3.1.1 of The Things Stack.
    """

    name: Name
    kind: NetworkKind
    broker: Words
    password_file: str = ""
    ca_file: str = ""
    mqtt: Literal["5", "3.1.1"] | None = None

    @property
    def version(self) -> Literal["5", "3.1.1"]:
        """Of MQTT."""
        return self.mqtt or ("3.1.1" if self.kind == "things_stack" else "5")


class Sensor(Part):
    """A sensor: who it is to the network server (DevEUI; PRODUCT/NAME with Alink), who here.

    `network` may be left out where there is one. `probe`: what its external probe lies in.
    """

    sensor: SensorId
    device: DeviceKey
    profile: Name
    network: Name | Literal[""] = ""
    interval_s: Annotated[int, Field(ge=10, le=604_800)] | None = None
    mounting: Mounting | None = None
    setpoint_mc: Milli | None = None
    probe: Literal["product", "air"] = "product"


class SensorsFile(Part):
    """A sensors file. `profiles`: a folder with profiles of one's own, beside the file."""

    networks: tuple[Network, ...] = Field(min_length=1)
    sensors: tuple[Sensor, ...] = ()
    profiles: str = ""


@dataclass(frozen=True)
class Owned:
    """A sensor with its profile and where its device belongs."""

    sensor: Sensor
    profile: Profile
    network: str
    site: str
    device: str
    partition: int

    @property
    def key(self) -> str:
        """SITE/DEVICE."""
        return f"{self.site}/{self.device}"

    @property
    def interval_s(self) -> int:
        """How often it reports."""
        return self.sensor.interval_s or self.profile.interval_s

    @property
    def model(self) -> str:
        """As devices name theirs."""
        return f"{self.profile.vendor} {self.profile.model}"[:64]


@dataclass(frozen=True)
class SensorsPlan:
    """All sensors by (network, id) and by SITE/DEVICE."""

    networks: tuple[Network, ...]
    by_sender: Mapping[tuple[str, str], Owned]
    by_device: Mapping[str, Owned]


def sender_of(kind: NetworkKind, sensor: str) -> str:
    """An id as it is compared: a DevEUI in capitals without separators, else as it is."""
    if kind == "alink":
        return sensor
    return re.sub(r"[^0-9A-Za-z]", "", sensor).upper()


def lay_out(file: SensorsFile, profiles: Mapping[str, Profile]) -> SensorsPlan:
    """The plan of a file; raises BadSensors."""
    networks = {network.name: network for network in file.networks}
    if len(networks) < len(file.networks):
        raise BadSensors("networks: two have the same name")
    by_sender: dict[tuple[str, str], Owned] = {}
    by_device: dict[str, Owned] = {}
    for sensor in file.sensors:
        name = sensor.network or (file.networks[0].name if len(networks) == 1 else "")
        if name not in networks:
            known = ", ".join(sorted(networks))
            raise BadSensors(f"sensor {sensor.sensor}: network {name!r} is none of {known}")
        sender = sender_of(networks[name].kind, sensor.sensor)
        owned = _owned(sensor, name, profiles)
        if networks[name].kind != "alink" and not _EUI.fullmatch(sender):
            raise BadSensors(f"sensor {sensor.sensor}: a DevEUI has 16 hexadecimal digits")
        if (name, sender) in by_sender or owned.key in by_device:
            raise BadSensors(f"sensor {sensor.sensor}: it, or {owned.key}, stands there twice")
        by_sender[name, sender] = by_device[owned.key] = owned
    return SensorsPlan(file.networks, by_sender, by_device)


def _owned(sensor: Sensor, network: str, profiles: Mapping[str, Profile]) -> Owned:
    profile = profiles.get(sensor.profile)
    if profile is None:
        known = ", ".join(sorted(profiles))
        raise BadSensors(f"sensor {sensor.sensor}: profile {sensor.profile!r} is none of {known}")
    site, _, device = sensor.device.partition("/")
    for name in (site, device):
        if not re.fullmatch(IDENTIFIER_PATTERN, name):
            raise BadSensors(f"sensor {sensor.sensor}: {name!r} is no name of a site or device")
    bin_ = profile.kind == "bin_sensor"
    if bin_ and sensor.mounting is None and "fill_permille" not in profile.quantities:
        raise BadSensors(
            f"sensor {sensor.sensor}: mounting is missing; without it a distance is no fill level"
        )
    if profile.kind == "cold_cell" and sensor.setpoint_mc is None:
        raise BadSensors(f"sensor {sensor.sensor}: setpoint_mc is missing, what the cell should be")
    return Owned(sensor, profile, network, site, device, partition_of(site))
