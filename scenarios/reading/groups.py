"""Groups: a list item that stands for many members, and what single members have of their own.

Here live who is a member, and how a member's own values lie over the group's, in plain data.
Paths to values (`id_paths`) and the sites and banks that come of it (`scenarios.expand`) do not
belong here.

A list item with `id: b` and `count: 36` is a group whose members are b1 … b36. An item that
stands at a group of sites (`site: c`) is `count` (or one) at each of them, so a group too. What
a member has of its own stands in the group's `members:` by the member's id.
"""

from __future__ import annotations

from typing import Final

from scenarios.reading.places import Plain, get_id

MEMBERS_KEY = "members"
"""Where a group keeps what single members have of their own."""


class Absent:
    """The type of `ABSENT`, which says: no value, where null is one."""


ABSENT: Final = Absent()


class Groups:
    """The groups of one scenario: which list items stand for how many members."""

    def __init__(self, data: Plain) -> None:
        sites = data.get("sites") if isinstance(data, dict) else None
        self._site_counts: dict[str, int | None] = {}
        for site in sites if isinstance(sites, list) else ():
            name = get_id(site)
            if name is not None and isinstance(site, dict):
                self._site_counts.setdefault(name, _as_count(site.get("count")))

    def get_size(self, item: Plain) -> int | None:
        """Members of the group that the item stands for; None for a single item."""
        if not isinstance(item, dict):
            return None
        own, site = _as_count(item.get("count")), item.get("site")
        at = self._site_counts.get(site) if isinstance(site, str) else None
        if own is None and (at is None or at == 1):
            return None
        return (own or 1) * (at or 1)

    def has_member(self, item: Plain, word: str) -> bool:
        """Whether `word` is the group's id and a number from 1 to its size, no zeros before it."""
        group = get_id(item)
        if group is None or not word.startswith(group):
            return False
        number = word[len(group) :]
        if not (number.isascii() and number.isdigit()) or number.startswith("0"):
            return False
        size = self.get_size(item)
        return size is not None and len(number) <= len(str(size)) and int(number) <= size


def overlay(base: Plain | Absent, own: Plain | Absent) -> Plain | Absent:
    """What holds for a member: mappings are merged, any other own value wins."""
    if isinstance(own, Absent):
        return base
    if not isinstance(base, dict) or not isinstance(own, dict):
        return own
    merged = dict(base)
    for key, value in own.items():
        both = overlay(merged.get(key, ABSENT), value)
        merged[key] = None if isinstance(both, Absent) else both
    return merged


def clear_members(item: Plain, words: tuple[str, ...]) -> None:
    """Takes the value at `words` from every member of a group that has its own."""
    if not isinstance(item, dict) or not words:
        return
    members = item.get(MEMBERS_KEY)
    if not isinstance(members, dict):
        return
    for member in tuple(members):
        path: list[tuple[dict[str, Plain], str]] = []
        node: Plain = members
        for word in (member, *words):
            if not isinstance(node, dict) or word not in node:
                break
            path.append((node, word))
            node = node[word]
        else:
            for holder, word in reversed(path):
                del holder[word]
                if holder:
                    break
    if not members:
        del item[MEMBERS_KEY]


def _as_count(value: Plain) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    return None
