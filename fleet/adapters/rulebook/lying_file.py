"""What lies in a bank that comes to us, as a file.

Lives here: from JSON to parcels. Not here: whether they can lie there
(`fleet.core.deciding.parcels.taking_over`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from devices.wire.fields import Identifier, SizeClass
from fleet.core.parcels.inputs import LiesThere


class BadParcels(ValueError):
    """The file is none of ours; says where it is not."""

    clear = True


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    compartment: int
    company: Identifier
    parcel: Identifier
    size: SizeClass
    recipient: Identifier
    deposited: datetime


def read_lying(path: Path) -> list[LiesThere]:
    """The parcels of a JSON list; a time without an offset is UTC. Raises BadParcels, OSError."""
    try:
        rows = msgspec.json.decode(path.read_bytes(), type=list[_Row])
    except msgspec.MsgspecError as error:
        raise BadParcels(f"{path}: {error}") from None
    return [
        LiesThere(
            row.compartment, row.company, row.parcel, row.size, row.recipient,
            _unix_ms(row.deposited),
        )
        for row in rows
    ]  # fmt: skip


def _unix_ms(at: datetime) -> int:
    known = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return round(known.timestamp() * 1_000)
