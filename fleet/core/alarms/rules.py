"""The rules that hold where a site has none of its own, and which rule holds for a device.

Lives here: defaults with their reasons, the look-up. Not here: what a rule does
(`fleet.core.alarms.conditions`). docs/alarms.md says the same to people.
"""

from __future__ import annotations

from msgspec.structs import replace

from fleet.core.facts.alarms import Rule
from fleet.core.facts.orders import Site
from fleet.core.state import Device, PartitionState

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
NEVER = 1_000_000_000
"""More often than anything flaps."""

SIGHTING_PERMILLE = 600
"""Confidence from which what a camera saw raises an alarm; assumed."""

SIGHTINGS_KEPT = 32
"""Sightings of one kind that stand at a camera; beyond, the oldest is forgotten."""

LAPSED = -1
"""Value of a sighting's alarm that is cleared because nobody says any more that it is so."""

ABSENCE_PERMILLE = 700
"""The same for an absent supervisor: shifts are seldom missed, so that half of what a camera is
little sure of is false. Tuned on seeds 0 and 1 of the library's `alarms`."""

OFFLINE_MOST_MS = 15 * MINUTE_MS
"""A device whose connection was cut is waited for one interval, at most so long; assumed."""

CRITICAL_INTERVALS = 12
CRITICAL_AT_LEAST_MS = HOUR_MS
"""A device that has said nothing for so many intervals, and so long, is critical; assumed."""

INCIDENT_DEVICES = 3
INCIDENT_SHARE_PERMILLE = 300
"""So many devices of a site, and such a share of those that ever spoke, do not break by chance in
the same minutes: one cause. Assumed."""

INCIDENT_END_PERMILLE = 200
INCIDENT_END_MS = 10 * MINUTE_MS
"""Where so few of them are left, they have so long before they get alarms of their own."""

CONFIRM_INTERVALS = 2
CONFIRM_AT_LEAST_MS = 30 * MINUTE_MS
"""Work is reported done: a sensor has so many of its intervals, and at least so long, to say so."""

ALARMS_KEPT = 64
"""Alarms that one device may have up; what it says beyond is in the journal only."""

WATCHES_KEPT = 64
"""Conditions remembered of one device; the oldest that is over goes first."""

SHELF_MOST_MS = 31 * DAY_MS
"""Longest time on the shelf: nothing is silenced for ever."""

WELL_MS = MINUTE_MS
"""What a device says of a moment may flicker: it must be well for so long."""

DOOR_FLAPS = 100
"""Openings in ten minutes from which on a contact chatters: every six seconds; assumed."""

DEFAULTS: dict[str, Rule] = {
    rule.alarm: rule
    for rule in (
        # Common alarm levels are 70 to 90 % (docs/fields.md, `alarm_percent`); it clears a fifth
        # below, wider than the noise of a sensor over a box. Step: bins grow by 14 % a day
        # (Wyndham, CV 1.45), so three tenths between two reports is an outlier.
        Rule("overflow", raise_at=800, clear_at=600, step=300, order="empty_bin"),
        # Minutes until full at the present rate: a shift ahead; assumed.
        Rule("filling", raise_at=720, clear_at=1_440, severity="info"),
        # Hours since emptied, where a bin has the setting `age_limit_h`.
        Rule("aged", raise_at=48, clear_at=24, order="empty_bin"),
        # Outliers: up at the sixth within a day, down after a day without one; assumed.
        Rule("implausible", raise_after_ms=400 * DAY_MS, flaps_most=6, flap_window_ms=DAY_MS,
             quiet_ms=DAY_MS, order="check_sensor"),
        # The same echo to the millimetre for two days: noise alone moves it (0.3 cm s.d.).
        Rule("stuck", raise_after_ms=2 * DAY_MS, flaps_most=NEVER, order="check_sensor"),
        # Thousandths of a nat (`fleet.policy.departing`): by chance once in e^10 days a device, or
        # more seldom; it is over when what speaks for it is gone.
        Rule("blind", raise_at=10_000, clear_at=1, order="check_sensor"),
        Rule("leaking", raise_at=10_000, clear_at=1, order="repair"),
        # Once in e^12 uses of a door: four that were not seen, one after the other.
        Rule("contact", raise_at=12_000, clear_at=1, order="repair"),
        # Chilled food is kept at 8 °C or less; m°C of the product, not of the air.
        Rule("excursion", raise_at=8_000, clear_at=6_000, severity="critical", order="save_goods"),
        # Opening is what a door is for: one whose contact chatters flaps, a busy one does not
        # (a lobby of 300 households at its peak: 50 times in ten minutes; assumed), no other does.
        Rule("door_open", raise_after_ms=2 * MINUTE_MS, order="close_door", clear_after_ms=WELL_MS,
             flaps_most=DOOR_FLAPS, flap_window_ms=10 * MINUTE_MS, quiet_ms=10 * MINUTE_MS),
        Rule("door_forced", severity="critical", order="secure", clear_after_ms=WELL_MS),
        Rule("jammed", order="repair", clear_after_ms=WELL_MS),
        Rule("fault", order="repair", clear_after_ms=WELL_MS),
        Rule("mains_lost", raise_after_ms=MINUTE_MS // 2, severity="critical", order="power",
             clear_after_ms=WELL_MS),
        # Permille of compartments taken; below it there is room for a round of a small company.
        Rule("bank_full", raise_at=900, clear_at=800, order="make_room"),
        # Away for an interval (15 min at most) by its will, or silent: three intervals.
        Rule("offline", raise_after_ms=MINUTE_MS, clear_after_ms=MINUTE_MS,
             flap_window_ms=10 * MINUTE_MS, quiet_ms=10 * MINUTE_MS, order="find_device"),
        Rule("battery", raise_at=200, clear_at=250, order="change_battery"),
        # Milliseconds off, either way; more than a slow network explains.
        Rule("clock", raise_at=5 * MINUTE_MS, clear_at=MINUTE_MS, order="set_clock"),
        # Behind the newest of its model for two weeks.
        Rule("firmware", raise_after_ms=14 * DAY_MS, severity="info"),
        # A bag that was cleared while the camera was away is over after half a day, an absence
        # after the longest shift that is usual, an abnormal drop-off is of its moment; assumed.
        Rule("landed_bag", raise_at=SIGHTING_PERMILLE, order="pick_up_bag", clear_after_ms=WELL_MS,
             lasts_ms=12 * HOUR_MS),
        Rule("supervisor_absent", raise_at=ABSENCE_PERMILLE, order="supervise",
             clear_after_ms=WELL_MS, lasts_ms=4 * HOUR_MS),
        Rule("abnormal_drop_off", raise_at=SIGHTING_PERMILLE, order="advise",
             clear_after_ms=WELL_MS, lasts_ms=5 * MINUTE_MS),
        # Of a site, not of a device.
        Rule("incident", severity="critical", order="restore_site"),
    )
}  # fmt: skip
"""By kind of alarm; what an alarm is about follows a colon (`jammed:7`)."""

SETTINGS = {
    "overflow": {"raise_at": "overflow_permille", "clear_at": "overflow_clear_permille"},
    "excursion": {"raise_at": "excursion_mc", "clear_at": "excursion_clear_mc"},
    "landed_bag": {"raise_at": "sighting_permille"},
    "supervisor_absent": {"raise_at": "sighting_permille"},
    "abnormal_drop_off": {"raise_at": "sighting_permille"},
    "aged": {"raise_at": "age_limit_h"},
}
"""Levels that a device may have of its own, by the name of the setting."""

_NO_SITE = Site()


def kind_of(alarm: str) -> str:
    """The kind of an alarm: what stands before the colon."""
    return alarm.partition(":")[0]


def site_of(state: PartitionState, site: str) -> Site:
    """What is kept of a site; nothing yet where it is not known."""
    return state.sites.get(site, _NO_SITE)


def rule_of(state: PartitionState, device: Device, kind: str) -> Rule:
    """The device's own levels, else its model's rule at the site, its site's, the default."""
    rule = DEFAULTS[kind]
    if state.sites and (rules := site_of(state, device.site).rules):
        rule = rules.get(f"{kind}@{device.model}") or rules.get(kind) or rule
    if device.settings and kind in SETTINGS:
        own = {
            field: device.settings[name]
            for field, name in SETTINGS[kind].items()
            if name in device.settings
        }
        if own:
            return replace(rule, **own)
    return rule


def site_rule(state: PartitionState, site: str, kind: str) -> Rule:
    """The rule of a kind that is of a whole site."""
    return site_of(state, site).rules.get(kind, DEFAULTS[kind])
