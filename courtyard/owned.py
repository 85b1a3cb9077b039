"""Files about sensors people own: profiles and the sensors file, read and checked.

Lives here: from YAML to `devices.profiles` and to the plan of `fleet.adapters.sensors`. Not here:
what they mean.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.reading.load import validate
from scenarios.reading.yaml_file import read_document

if TYPE_CHECKING:
    from devices.profiles.form import Profile
    from fleet.adapters.bus.address import BrokerAddress
    from fleet.adapters.sensors.plan import SensorsPlan

SUFFIX = ".yaml"


def read_profile(path: Path) -> Profile:
    """A profile; raises ScenarioError with file and line."""
    from devices.profiles.form import Profile

    return validate(read_document(path, "a device profile"), Profile)


def library_files() -> dict[str, Path]:
    """The profiles that come along: name → file."""
    folder = Path(str(resources.files("devices.profiles") / "library"))
    return {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}


def read_profiles(folder: Path | None = None) -> dict[str, Profile]:
    """The library's profiles by name, and over them those of a folder. Raises ScenarioError, and
    InputError for a folder that is not there or a file whose name is not its profile's.
    """
    from courtyard.inputs import InputError

    files = list(library_files().values())
    if folder is not None:
        if not folder.is_dir():
            raise InputError(f"profiles = {folder}: no folder")
        files += sorted(folder.glob(f"*{SUFFIX}"))
    found: dict[str, Profile] = {}
    for path in files:
        profile = read_profile(path)
        if profile.profile != path.stem:
            raise InputError(f"{path}: profile = {profile.profile!r}: must be the file's name")
        found[profile.profile] = profile
    return found


def read_plan(path: Path) -> SensorsPlan:
    """The sensors of a file. Raises ScenarioError, InputError, and BadSensors for what contradicts
    itself.
    """
    from fleet.adapters.sensors.plan import SensorsFile, lay_out

    file = validate(read_document(path, "a sensors file"), SensorsFile)
    folder = path.parent / file.profiles if file.profiles else None
    return lay_out(file, read_profiles(folder))


def addresses_of(plan: SensorsPlan, beside: Path) -> dict[str, BrokerAddress]:
    """The broker of each network; files of passwords and authorities lie beside the sensors file.

    Raises BadAddress, and OSError for a file that cannot be read.
    """
    from fleet.adapters.bus.address import read_address

    return {
        network.name: read_address(
            network.broker,
            beside / network.password_file if network.password_file else None,
            beside / network.ca_file if network.ca_file else None,
        )
        for network in plan.networks
    }
