"""The acceptance checks of the live fleet: wire, journal, load, allocation, kills, storms,
hostile bytes.

Lives here: the commands and the bound of each promise. Not here: what the programs below live/ do,
readers of what they print. A test runs each of them small (tests/integration).
"""

from __future__ import annotations

from tests.acceptance.check import Bound, Check
from tests.acceptance.readers import (
    NONE,
    allocation_value,
    ledger_value,
    memory_over_time,
    none_of,
    slowest_of,
    tests_not_passed,
    value_without_loss,
)

BY_HAND = "courtyard up property: mosquitto_pub and mosquitto_sub are a device by the page alone"
EMBEDDED = "courtyard up works without Mosquitto, over the broker that came with the installation"
INGEST = "One manager journals 10,000 QoS 1 messages/s or more through a broker; replayed, the same"
INGEST_RATIO = "Its rate is 0.12 or more of mosquitto_sub -q 1 (C) on the same broker"
STEADY = "At 10,000 messages/s for 5 minutes nothing is lost and its memory stays flat"
KILLS = "kill -9 of the manager at 50 random moments: nothing acknowledged lost, no effect doubled"
BROKER = (
    "A restarted broker loses nothing, a killed one nothing of an outbox; other gaps are counted"
)
STORE_AWAY = (
    "A store of time series down for ten minutes of data, slow, full, refusing: stored + isolated ="
    " produced, the manager's memory flat"
)
STORM = "8,000 wills at once, and all back: exact presence within 30 s, one incident"
HOSTILE = "1,000 hostile payloads: each quarantined with field and reason, the loop never stops"
FUZZED = "hypothesis finds nothing in the core, schemathesis nothing in the API"
REPLAYED = "A load test's journal, decided again or restored from a backup: the same state digest"
SHARED = (
    "Managers that share PostgreSQL, one killed -9, one stopped and woken: nothing lost or doubled"
)
MANY = "A manager restored with 300,000 devices in its snapshots"
MANY_CHECKS = (
    ("many-devices-ready", f"{MANY} is ready within 30 s", "ready_s", "s", Bound(high=30)),
    ("many-devices-memory", f"{MANY} stays under 4 GB", "rss_mb", "MB", Bound(high=4_000)),
    ("many-devices-rate", f"{MANY} holds 5,000 messages/s", "rate_per_s", "/s", Bound(low=5_000)),
)
TAKEN_OVER = "Whatever a killed or a stopped manager owned has another owner within 10 s"
CORE = "Via core: 15,000 or more durable allocations/s, none twice"
CORE_P99 = "Via core: p99 under 20 ms at 10,000 wishes/s, open loop"
CORE_RATIO = "Via core: more than pgbench -c 16 with synchronous_commit on, in the same run"
CYCLES = "Through a real broker: 500 or more full cycles/s on one manager, none twice"
HTTP = "Over HTTP, killed at 15 moments, answers lost and questions doubled: nothing given twice"
CYCLES_P99 = "Through a real broker: p99 of the lease under 50 ms at 250 cycles/s"
ALLOCATION_KILLS = (
    "Linearizable, no double lease, no door twice for one command: kill -9 at 50 moments, "
    "orders lost, messages doubled, banks cut off"
)
OWN_SENSORS = (
    "Uplinks of LoRaWAN sensors through ChirpStack's MQTT: none lost, none doubled across 20 kills"
)
FAMILIES = (
    "Published examples of ten sensor families decode as their makers state; known traps are "
    "refused or repaired as documented"
)
CUT_DAY = (
    "Network cut for a simulated day at 36 banks: deposits and collections go on within what is "
    "lent; afterwards one record a parcel, and every compartment's history can be true"
)
QUICK = "--help, fleet and up start without the twin's heavy parts"


def _live(program: str, *options: str) -> tuple[tuple[str, ...]]:
    return (("python", "-m", f"tests.acceptance.live.{program}", *options),)


def _tests(*paths: str) -> tuple[tuple[str, ...]]:
    return (("python", "-m", "pytest", "-n", "0", *paths),)


def _passing(name: str, shown_by: str, *paths: str) -> Check:
    return Check(name, shown_by, _tests(*paths), tests_not_passed, NONE)


def _allocation(*options: str) -> tuple[tuple[str, ...]]:
    return (("courtyard", "loadtest", "allocation", *options, "--json"),)


_ALLOCATION = (
    Check(
        "allocation-core", CORE, _allocation("--no-baseline"),
        allocation_value("allocations_per_s", "allocations/s"), Bound(low=15_000),
    ),
    Check(
        "allocation-core-p99", CORE_P99, _allocation("--no-baseline", "--rate", "10000"),
        allocation_value("p99_ms", "ms"), Bound(high=20),
    ),
    Check(
        "allocation-ratio", CORE_RATIO, _allocation("--seconds", "1"),
        allocation_value("ratio", "ratio"), Bound(low=1),
    ),
    Check(
        "allocation-cycles", CYCLES, _allocation("--via", "broker", "--seconds", "20"),
        allocation_value("cycles_per_s", "cycles/s"), Bound(low=500),
    ),
    Check(
        "allocation-cycles-p99", CYCLES_P99,
        _allocation("--via", "broker", "--rate", "250", "--seconds", "20"),
        allocation_value("p99_ms", "ms"), Bound(high=50),
    ),
    Check(
        "allocation-killed", ALLOCATION_KILLS,
        _allocation(
            *("--via", "broker", "--rate", "60", "--seconds", "200", "--kills", "50"),
            *("--lost", "20", "--doubled", "20", "--cuts", "50"),
        ),
        allocation_value("double_leases", "leases"), NONE, limit_s=1800,
    ),
    Check(
        "allocation-http", HTTP,
        _allocation(
            *("--via", "http", "--rate", "60", "--seconds", "60", "--kills", "15"),
            *("--lost", "20", "--doubled", "20"),
        ),
        allocation_value("double_leases", "leases"), NONE, limit_s=600,
    ),
)  # fmt: skip

LIVE: tuple[Check, ...] = (
    _passing("up-by-hand", BY_HAND, "tests/integration/up/test_by_hand.py"),
    _passing("up-embedded", EMBEDDED, "tests/integration/up/test_embedded.py"),
    *(
        Check(
            name=name,
            shown_by=promise,
            steps=(("courtyard", "loadtest", "ingest", "--seconds", "20", "--replay", "--json"),),
            figure=ledger_value(key, unit),
            bound=Bound(low=low),
        )
        for name, promise, key, unit, low in (
            ("ingest-rate", INGEST, "rate_per_s", "messages/s", 10_000),
            ("ingest-ratio", INGEST_RATIO, "ratio", "ratio", 0.12),
        )
    ),
    Check(
        name="ingest-steady",
        shown_by=STEADY,
        steps=(
            (
                *("courtyard", "loadtest", "ingest", "--rate", "10000", "--seconds", "300"),
                *("--no-baseline", "--json"),
            ),
        ),
        figure=memory_over_time,
        bound=Bound(high=1.2),
        limit_s=1800,
    ),
    Check(
        name="manager-killed",
        shown_by=KILLS,
        steps=_live("kills", "--kills", "50"),
        figure=none_of(
            *("missing", "lost", "quarantined", "holes", "unanswered", "undone"),
            *("doubled_effects", "replay_differs"),
            of="acknowledged",
        ),
        bound=NONE,
        limit_s=1800,
    ),
    Check(
        name="managers-share",
        shown_by=SHARED,
        steps=_live("managers", "--rounds", "3"),
        figure=none_of(
            *("missing", "doubled", "lost", "quarantined", "undone", "doubled_effects"),
            *("harm", "replay_differs"),
            of="acknowledged",
        ),
        bound=NONE,
    ),
    *(
        Check(
            name=name,
            shown_by=promise,
            steps=_live("many_devices", "--devices", "300000", "--rate", "5500"),
            figure=value_without_loss(key, unit),
            bound=bound,
            limit_s=1200,
        )
        for name, promise, key, unit, bound in MANY_CHECKS
    ),
    Check(
        name="managers-take-over",
        shown_by=TAKEN_OVER,
        steps=_live("managers", "--rounds", "3"),
        figure=value_without_loss("longest_s", "s"),
        bound=Bound(high=10),
    ),
    Check(
        name="broker-ends",
        shown_by=BROKER,
        steps=_live("broker_ends", "--devices", "40"),
        figure=none_of("restart_missing", "uncounted", "outbox_missing", of="lost"),
        bound=NONE,
    ),
    *(
        Check(
            name=f"store-away-{store}",
            shown_by=STORE_AWAY,
            steps=_live("store_away", "--store", store, "--devices", "1000"),
            figure=none_of("missing", "memory_over", of="produced"),
            bound=NONE,
            limit_s=1800,
        )
        for store in ("influx", "victoria")
    ),
    Check(
        name="storm",
        shown_by=STORM,
        steps=_live("storm", "--devices", "8000"),
        figure=slowest_of("lost_s", "back_s"),
        bound=Bound(high=30),
    ),
    Check(
        name="hostile",
        shown_by=HOSTILE,
        steps=_live("hostile", "--payloads", "1000"),
        figure=none_of(
            "not_quarantined", "stored_missing", "wrong_field", "unexplained", of="quarantined"
        ),
        bound=NONE,
    ),
    Check(
        name="cut-day",
        shown_by=CUT_DAY,
        steps=(("python", "-m", "tests.acceptance.offline.cut_day", "--banks", "36"),),
        figure=none_of(
            *("unrecorded", "misplaced", "idle_banks", "double_leases", "doubled_openings"),
            *("fences_back", "unmatched", "dropped", "replay_differs"),
            of="laid_alone",
        ),
        bound=NONE,
    ),
    Check(
        name="own-sensors",
        shown_by=OWN_SENSORS,
        steps=_live("own_sensors", "--frames", "2000", "--kills", "20"),
        figure=none_of("missing", "doubled", "wrong", "lost", "quarantined", of="frames"),
        bound=NONE,
    ),
    _passing(
        "sensor-families",
        FAMILIES,
        "tests/unit/devices/profiles",
        "tests/property/test_profiles.py",
        "tests/property/test_translating.py",
    ),
    _passing(
        "fuzzed",
        FUZZED,
        "tests/property/test_fleet_core.py",
        "tests/integration/fleet/test_api_schema.py",
    ),
    Check(
        name="same-again",
        shown_by=REPLAYED,
        steps=_live("same_again", "--seconds", "10"),
        figure=none_of("replay_differs", "restored_differs", "not_found_out", of="records"),
        bound=NONE,
    ),
    *_ALLOCATION,
    _passing("quick-start", QUICK, "tests/integration/test_quick_start.py"),
)
