"""`courtyard fleet artifact`: firmware files, signed and kept beside the journal.

Lives here: keys, adding, listing. Not here: what a signature says (`devices.signing`).
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from courtyard.commands.fleet.options import DEFAULT_JOURNAL, JournalFile
from courtyard.commands.fleet.working.asking import show_rows
from courtyard.options import AsJson

app = typer.Typer(help="Firmware files: make a signing key, add, list.", no_args_is_help=True)


@app.command("key")
def key(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Where the private key goes.")],
) -> int:
    """Make a signing key: FILE stays with you, FILE.pub is built into devices."""
    from courtyard.inputs import InputError
    from devices.signing import make_key, public_path

    try:
        make_key(path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    typer.echo(f"{path}: private, for you alone; {public_path(path)}: for devices")
    return 0


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The firmware as devices load it.")],
    version: Annotated[str, typer.Option(help="What a device says that runs it.")],
    model: Annotated[list[str], typer.Option(help="A model it is for; may be given again.")],
    key: Annotated[Path, typer.Option(help="The private signing key (PEM).")],
    journal: JournalFile = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Sign a firmware file and keep it where the manager of a journal serves it."""
    from msgspec import to_builtins

    from fleet.adapters.firmware.store import Store, store_path

    now_ms = time.time_ns() // 1_000_000
    kept = Store(store_path(journal)).add(file, version, sorted(set(model)), key, now_ms)
    show_rows([to_builtins(kept)], as_json, ("version", "models", "size", "sha256"))
    return 0


@app.command("list")
def list_artifacts(journal: JournalFile = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """List artifacts, the oldest first; each is held against its signature again."""
    from msgspec import to_builtins

    from fleet.adapters.firmware.store import Store, store_path

    kept = [to_builtins(one) for one in Store(store_path(journal)).list()]
    show_rows(kept, as_json, ("version", "models", "size", "sha256", "added_ms"))
    return 0
