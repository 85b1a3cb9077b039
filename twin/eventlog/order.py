"""The one total order of simultaneous events.

Lives here: the packed key `(kind, site, entity, ordinal)`; together with the time it orders all
events of a group of coupled sites. Every part is a property of the event, never an insertion
counter. `site` is the place of the parcel's or visit's home site among its coupled sites in id
order, `entity` counts within that site. Kernel-safe: integers only.
"""

from __future__ import annotations

ORDINAL_BITS = 10
ENTITY_BITS = 30
SITE_BITS = 16
MAX_ORDINAL = (1 << ORDINAL_BITS) - 1
MAX_ENTITY = (1 << ENTITY_BITS) - 1
MAX_COUPLED_SITES = (1 << SITE_BITS) - 1


def pack_key(kind: int, site: int, entity: int, ordinal: int) -> int:
    """Pack into 63 bits: kind 7, site 16, entity 30, ordinal 10 bits."""
    return (kind << 56) | (site << 40) | (entity << 10) | ordinal


def key_kind(key: int) -> int:
    """Kind of a packed key."""
    return key >> 56


def key_site(key: int) -> int:
    """Home site of a packed key."""
    return (key >> 40) & 0xFFFF


def key_entity(key: int) -> int:
    """Entity of a packed key."""
    return (key >> 10) & 0x3FFFFFFF


def key_ordinal(key: int) -> int:
    """Ordinal of a packed key."""
    return key & 0x3FF
