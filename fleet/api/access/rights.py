"""What a role may do, and where.

Lives here: roles, scopes, and whether a device is inside one. Not here: tokens.

A scope is `site:ID`, `community:GROUP` (the devices of a group of the registry) or `city` (all).
"""

from __future__ import annotations

import re

from fleet.api.access.tokens import Grant
from fleet.core.state import Device

LOOK, OPEN, COMMAND, DESIRE, WORK, REGISTER, AUDIT, ASK, DRILL = (
    "look", "open a door", "give commands", "set a desired state", "work on alarms and orders",
    "register devices and set rules", "read who did what", "ask for compartments",
    "put faults into simulated devices",
)  # fmt: skip

MAY: dict[str, frozenset[str]] = {
    "viewer": frozenset({LOOK}),
    "courier": frozenset({LOOK, OPEN}),
    "company": frozenset({ASK}),
    "operator": frozenset({LOOK, OPEN, COMMAND, DESIRE, WORK, ASK, DRILL}),
    "admin": frozenset({LOOK, OPEN, COMMAND, DESIRE, WORK, REGISTER, AUDIT, ASK, DRILL}),
}
"""A courier and the system of a courier company see banks alone; a token of role company bears the
company's name, and sees and moves nothing of another's."""

BANKS_ALONE = frozenset({"courier", "company"})

CITY = "city"
_SCOPE = re.compile(r"city|site:[A-Za-z0-9][A-Za-z0-9_-]{0,63}|community:[^\s;,]{1,64}")


class BadScope(ValueError):
    """A scope that is none."""

    clear = True


def check_scope(scope: str) -> str:
    """The scope itself; raises BadScope."""
    if not _SCOPE.fullmatch(scope):
        raise BadScope(f"scope {scope!r}: site:ID, community:GROUP or city is expected")
    return scope


def covers_site(grant: Grant, site: str) -> bool:
    """Whether everything of a site is in scope."""
    return grant.scope in {CITY, f"site:{site}"}


def covers(grant: Grant, device: Device) -> bool:
    """Whether a device is in scope, and of a kind that the role sees."""
    if grant.role in BANKS_ALONE and device.kind != "bank":
        return False
    kind, _, name = grant.scope.partition(":")
    if kind == "community":
        return name in device.groups
    return covers_site(grant, device.site)


def covers_key(grant: Grant, key: str, device: Device | None) -> bool:
    """The same for SITE/DEVICE, of which perhaps nothing is known any more.

    What is no known device is shown to those alone who see the whole site.
    """
    if device is not None:
        return covers(grant, device)
    return grant.role not in BANKS_ALONE and covers_site(grant, key.partition("/")[0])


def may_register(grant: Grant, site: str, groups: list[str], known: list[Device]) -> bool:
    """Whether a device of a site may be made known in these groups.

    `known`: devices of that site. A community takes in devices at sites alone where it is already.
    """
    kind, _, name = grant.scope.partition(":")
    if kind != "community":
        return covers_site(grant, site)
    return name in groups and any(name in device.groups for device in known)
