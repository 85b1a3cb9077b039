"""What people are shown: alarms with their orders, a day's work, a month's sheet."""

from __future__ import annotations

from fleet.core.alarms.rules import DAY_MS, HOUR_MS
from fleet.core.facts.alarms import Look
from fleet.core.facts.orders import Configure, Plan, Work
from fleet.core.orders.shown import alarm_rows, order_rows, sheet_rows, today_rows
from fleet.core.parcels.state import Retention
from tests.small_fleet import SITE, SmallFleet
from tests.unit.fleet.core.parcels.lockers import BANK, Lockers

WEEK_S = 604_800


def test_the_most_severe_alarm_is_first() -> None:
    """With its order, owner and page of the runbook; who has seen it, until when it is quiet."""
    fleet = SmallFleet(bin1="bin_sensor", cell1="cold_cell")
    for name in ("bin1", "cell1"):
        fleet.birth(name=name, interval_s=WEEK_S)
    fleet.fill(2, 900)
    fleet.wait(60)
    words = {"kind": "cold_cell", "setpoint_mc": 4_000, "air_mc": 9_000, "product_mc": 9_000}
    fleet.say("telemetry", 2, name="cell1", **words)
    fleet.ask(Look("", "kim", f"{SITE}/bin1", "overflow", "acknowledge"))
    until_ms = fleet.now_ms + HOUR_MS
    fleet.ask(Look("", "kim", f"{SITE}/cell1", "excursion", "shelve", until_ms))
    first, second = alarm_rows([fleet.partition.state])
    assert (first["alarm"], first["order"], first["shelved_until_ms"]) == (
        "excursion",
        "",
        until_ms,
    )
    assert (second["alarm"], second["order"], second["owner"]) == (
        "overflow", f"{SITE}:1", "property",
    )  # fmt: skip
    assert (second["acknowledged_by"], second["runbook"]) == ("kim", "docs/runbook/overflow.md")


def test_a_day_has_orders_plans_bins_and_devices() -> None:
    """What is due first on top; a bin that will be full within the day; no other site's."""
    fleet = SmallFleet()
    plan = Plan("wash", "clean", 127, 9 * HOUR_MS)
    fleet.ask(Configure("", "t", SITE, plans=[plan]))
    fleet.birth(interval_s=WEEK_S)
    for number, level in enumerate((100, 350, 600), 2):
        fleet.fill(number, level)
        fleet.now_ms += 6 * HOUR_MS
    fleet.ask(Work("", "kim", f"{SITE}/bank1", "open", kind="inspect", text="look"))
    rows = today_rows([fleet.partition.state], SITE, fleet.now_ms)
    told = {(row["what"], row["device"].partition("/")[2]): row["due_ms"] for row in rows}
    assert set(told) == {
        ("inspect", "bank1"), ("empty_bin", "bin1"), ("clean", ""), ("look", "bank1"),
    }  # fmt: skip
    # 250 ‰ in 6 h from 600 ‰, six hours ago: 400 ‰ take 9.6 h.
    assert told["empty_bin", "bin1"] - fleet.now_ms == round(3.6 * HOUR_MS)
    assert [row["due_ms"] for row in rows if row["due_ms"] >= 0] == sorted(
        row["due_ms"] for row in rows if row["due_ms"] >= 0
    )
    assert today_rows([fleet.partition.state], "elsewhere", fleet.now_ms) == []


def test_parcels_that_are_overdue_are_work_of_the_day() -> None:
    """A line a bank, with how many; those to be taken back apart."""
    lockers = Lockers(retention=Retention(free_ms=HOUR_MS))
    lockers.lay("p1")
    lockers.lay("p2")
    assert _parcels(lockers) == []
    lockers.wait(3_600)
    assert _parcels(lockers) == [("overdue", BANK, "2 parcels")]


def _parcels(lockers: Lockers) -> list[tuple[str, str, str]]:
    rows = today_rows([lockers.partition.state], SITE, lockers.now_ms)
    kinds = {"overdue", "take_back"}
    return [(row["what"], row["device"], row["why"]) for row in rows if row["what"] in kinds]


def test_a_month_is_by_owner_and_kind() -> None:
    """Two cleanings, one done after 40 minutes, taken up after 20; another month is empty."""
    fleet = SmallFleet()
    for _ in range(2):
        fleet.ask(Work("", "kim", SITE, "open", kind="clean"))
    fleet.wait(1_200)
    fleet.ask(Work("", "kim", SITE, "start", f"{SITE}:1"))
    fleet.wait(1_200)
    fleet.ask(Work("", "kim", SITE, "done", f"{SITE}:1"))
    states = [fleet.partition.state]
    first, *others = sheet_rows(states, "2027-01", SITE)
    assert (first["owner"], first["kind"], first["opened"]) == ("property", "clean", 2)
    assert (first["closed"], first["escalated"]) == (1, 1)
    assert (first["mean_acknowledge_min"], first["mean_close_min"]) == (20.0, 40.0)
    assert [row["owner"] for row in others] == []
    assert sheet_rows(states, "2027-02") == []
    assert [row["outcome"] for row in order_rows(states, closed=True)].count("judged") == 1
    assert len(order_rows(states, closed=False)) == 1
    assert fleet.now_ms < 1_800_000_000_000 + DAY_MS
