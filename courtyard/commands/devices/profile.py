"""`courtyard devices profile`: profiles of other makers' devices, listed, shown and tried.

Lives here: the commands. Not here: what a profile says (`devices.profiles`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.inputs import InputError
from courtyard.options import AsJson

if TYPE_CHECKING:
    from devices.profiles.form import Profile

app = typer.Typer(help="Profiles: what the bytes of other makers' devices mean.")

REFUSED = 1


@app.command("list")
def list_profiles(as_json: AsJson = False) -> None:
    """List the profiles that come along."""
    from courtyard.owned import read_profiles

    rows = [
        {
            "profile": profile.profile,
            "kind": profile.kind,
            "reads": ", ".join(sorted(profile.quantities)),
            "told": ", ".join(sorted(profile.downlinks)),
        }
        for profile in read_profiles().values()
    ]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    from courtyard.show.fleet.tables import print_rows

    print_rows(rows, ("profile", "kind", "reads", "told"))


@app.command("show")
def show(name: Annotated[str, typer.Argument(help="A profile that comes along.")]) -> None:
    """Print a profile's file, to begin one of your own with."""
    typer.echo(_file_of(name).read_text(encoding="utf-8"), nl=False)


@app.command("check")
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A profile's file, or its name.")],
    example: Annotated[
        str | None, typer.Option(metavar="PAYLOAD", help="A payload to read, hexadecimal.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Its port; default: the first of the profile.")
    ] = None,
    decoded: Annotated[
        str | None, typer.Option(help="What a network server decoded of it, as JSON.")
    ] = None,
    depth_mm: Annotated[
        int | None, typer.Option(help="Depth of the bin, to see the fill level.")
    ] = None,
    clearance_mm: Annotated[int, typer.Option(help="From the sensor down to the brim.")] = 0,
    as_json: AsJson = False,
) -> int:
    """Read a profile, try its own examples, and perhaps a payload; 1 where one is refused."""
    from courtyard.owned import read_profile

    profile = read_profile(_file_of(file))
    wrong = _wrong_examples(profile)
    document: dict[str, Any] = {
        "profile": profile.profile,
        "examples": len(profile.examples),
        "wrong": wrong,
    }
    if example is not None or decoded is not None:
        document |= _tried(profile, example or "", port, decoded or "{}", depth_mm, clearance_mm)
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        from courtyard.show.fleet.tables import print_page

        print_page(document)
    return REFUSED if wrong or "refused" in document else 0


def _file_of(name: str) -> Path:
    from courtyard.owned import library_files

    known = library_files()
    if name in known:
        return known[name]
    path = Path(name)
    if not path.exists():
        raise InputError(f"{name}: no file, and no profile of {', '.join(known)}")
    return path


def _wrong_examples(profile: Profile) -> list[str]:
    """Sources of those examples in the file that do not read as they say."""
    from devices.profiles.quantities import ReadingRefused
    from devices.profiles.reading import read_uplink

    wrong = []
    for example in profile.examples:
        refused, values = "", dict[str, int]()
        try:
            payload = bytes.fromhex(example.payload)
            values = read_uplink(profile, example.port, payload, example.decoded).values
        except ReadingRefused as error:
            refused = error.field
        if (values, refused) != (example.reads, example.refused):
            wrong.append(f"{example.source}: {refused or values}")
    return wrong


def _tried(
    profile: Profile, example: str, port: int | None, decoded: str, depth_mm: int | None,
    clearance_mm: int,
) -> dict[str, Any]:  # fmt: skip
    """What a payload says, or on which field and why it is refused."""
    from devices.profiles.mounting import Mounting, fill_permille
    from devices.profiles.quantities import ReadingRefused
    from devices.profiles.reading import read_uplink

    if port is None:
        port = next((p for frame in profile.frames for p in frame.ports), 1)
    try:
        readings = read_uplink(profile, port, _bytes(example), _fields(decoded))
        found: dict[str, Any] = {"by": readings.by, **readings.values}
        if readings.absent:
            found["absent"] = readings.absent
        if depth_mm is not None and "distance_mm" in readings.values:
            try:
                mounting = Mounting(depth_mm=depth_mm, clearance_mm=clearance_mm)
            except ValueError as error:
                raise InputError(f"--depth-mm, --clearance-mm: {error}") from None
            found["fill_permille"] = fill_permille(mounting, readings.values["distance_mm"])
    except ReadingRefused as error:
        return {"refused": error.field, "reason": error.reason}
    return found


def _bytes(example: str) -> bytes:
    try:
        return bytes.fromhex(example)
    except ValueError:
        raise InputError(f"--example {example!r}: hexadecimal digits are expected") from None


def _fields(decoded: str) -> dict[str, Any]:
    try:
        fields = json.loads(decoded)
    except ValueError as error:
        raise InputError(f"--decoded: {error}") from None
    if not isinstance(fields, dict):
        raise InputError("--decoded: an object of names and values is expected")
    return fields
