"""The HTTP API beside a manager, as the options of `courtyard fleet serve` ask for it.

Lives here: what those options may say. Not here: the options themselves, the API (`fleet.api`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from courtyard.inputs import InputError

if TYPE_CHECKING:
    from fleet.adapters.journal.address import Database, JournalAddress
    from fleet.service.driver import Driver

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def api_of(
    address: JournalAddress,
    api: str | None,
    certificate: Path | None,
    key: Path | None,
    hooks: Path | None,
    site_map: Path | None,
    rounds: Path | None,
    drill: Path | None,
    files: Path | None,
) -> Callable[[Driver], AbstractAsyncContextManager[object]]:
    """The API as the options ask for it."""
    if api is None:
        if any(one is not None for one in (hooks, site_map, rounds, files)):
            raise InputError("--webhooks, --map, --rounds, --api-files: only together with --api")
        return nullcontext
    journal, database = _place(address, files, hooks)
    host, _, port = api.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise InputError(f"--api = {api!r}: HOST:PORT is expected")
    if host not in LOOPBACK and None in {certificate, key}:
        raise InputError(
            f"--api = {api}: beyond the loopback with --api-certificate and --api-key alone"
        )
    from courtyard.site_files import read_rounds
    from fleet.api.access.atlas import read_atlas
    from fleet.api.outside.serving import ApiSettings, served
    from fleet.api.outside.webhooks import read_hooks

    receivers = () if hooks is None else read_hooks(hooks)
    atlas = None if site_map is None else read_atlas(site_map)
    book = None if rounds is None else read_rounds(rounds)
    settings = ApiSettings(
        host.strip("[]"), int(port), certificate, key, receivers, drill, atlas, book, database
    )
    return lambda driver: served(driver, journal, settings)


def _place(
    address: JournalAddress, files: Path | None, hooks: Path | None
) -> tuple[Path, Database | None]:
    """Beside which path the files of the API lie, and where the records are if not there."""
    if isinstance(address, Path):
        if files is not None:
            raise InputError("--api-files: they lie beside the journal, which is a file")
        return address, None
    if files is None:
        raise InputError(f"--api: with {address} a path is needed, --api-files FOLDER/NAME")
    if hooks is not None:
        raise InputError("--webhooks: each manager of a database would tell everything")
    return files, address
