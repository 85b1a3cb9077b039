"""What the work of staff changes: in the world, where residents meet it, and at devices.

Lives here: kinds of orders as acts. Not here: who does them (`crew` beside this), what follows in
the world (`twin.world.waste`).
"""

from __future__ import annotations

from devices.simulator.acts import Act, Broke, ClockSet, DoorLeft, SensorErrs
from fleet.core.alarms.rules import DEFAULTS
from scenarios.expand import SitePlace
from twin.managed.points.devices import PointDevices
from twin.managed.staff.crew import Job
from twin.staging.cast import bin_devices, camera_device
from twin.world.waste.events import WastePoints

WORTH_PERMILLE = DEFAULTS["overflow"].clear_at
"""A bin that is less full, because a truck has come meanwhile, is left as it is: from here on the
manager itself holds an overflow for over."""


class Hands:
    """Of the people of one site, number `site` of its group; a truck may have been there first."""

    def __init__(
        self, site: int, place: SitePlace, points: WastePoints, devices: PointDevices
    ) -> None:
        self._site = site
        self._points = points
        self._devices = devices
        self._bin_of = {device: number for number, device in enumerate(bin_devices(place))}
        self._point_of = {camera_device(point.id): n for n, point in enumerate(place.points)}

    def begin(self, now: int, job: Job, takes_ms: int) -> None:
        """A supervisor is replaced while the work lasts; other work shows at its end."""
        point = self._point_of.get(_name(job))
        if job.kind == "supervise" and point is not None:
            self._points.stand_in(now, self._site, point, takes_ms)

    def end(self, now: int, job: Job) -> tuple[int, int]:
        """What is so from now on; returns how many bins were emptied and bags picked up."""
        name = _name(job)
        bins = bags = 0
        match job.kind:
            case "empty_bin" if name in self._bin_of:
                least = WORTH_PERMILLE if job.alarm == "overflow" else 0
                bins = int(self._points.empty(now, self._site, self._bin_of[name], least))
            case "pick_up_bag" if name in self._point_of:
                bags = self._points.pick_up(now, self._site, self._point_of[name])
            case "close_door":
                self._act(now, name, DoorLeft(int(job.alarm.partition(":")[2]), False))
            case "check_sensor":
                self._act(now, name, SensorErrs(""))
            case "secure":
                self._act(now, name, Broke("door_forced", False))
            case "set_clock":
                self._act(now, name, ClockSet(0))
        return bins, bags

    def _act(self, now: int, name: str, act: Act) -> None:
        self._devices.undergo(self._site, name, act, now)


def _name(job: Job) -> str:
    return job.device.partition("/")[2]
