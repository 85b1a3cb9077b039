"""What a manager tells a forecaster: parcels by class and age, what is blocked, fill of bins."""

from __future__ import annotations

from fleet.core.foresight.standing import midnight_of, snapshot_of
from fleet.core.parcels.inputs import Block
from fleet.ports.forecast import BankNow, BinNow, JamNow, ParcelNow, SiteNow
from tests.small_fleet import NOON_MS, SITE
from tests.unit.fleet.core.parcels.lockers import BANK, Lockers

HOUR_MS = 3_600_000


def _site(fleet: Lockers, midnight_ms: int = 0) -> SiteNow:
    (site,) = snapshot_of([fleet.partition.state], fleet.now_ms, midnight_ms).sites
    return site


def test_an_empty_bank_and_a_bin_that_never_spoke() -> None:
    """All compartments are free; of the bin nothing is told."""
    site = _site(Lockers())
    assert site.site == SITE
    assert site.banks == [BankNow("bank1", [], [0, 0])]
    assert site.bins == []
    assert site.come_today == 0


def test_a_parcel_by_its_class_and_since_when_it_lies() -> None:
    """A small one in a large compartment too; it has come today if it came after midnight."""
    fleet = Lockers(classes=(1, 2))
    fleet.lay("w1")
    laid_ms = fleet.now_ms
    fleet.wait(3_600)
    fleet.lay("w2")
    assert _site(fleet).banks[0].parcels == [
        ParcelNow(0, 0, laid_ms), ParcelNow(1, 0, fleet.now_ms),
    ]  # fmt: skip
    assert _site(fleet).come_today == 2
    assert _site(fleet, fleet.now_ms).come_today == 1


def test_what_is_promised_counts_as_laid_in_now() -> None:
    """A reserved compartment is no longer free, though nothing lies there yet."""
    fleet = Lockers()
    fleet.asked("w1", size=1, hold_ms=3_600_000)
    fleet.now_ms += 5
    assert _site(fleet).banks[0].parcels == [ParcelNow(1, 1, fleet.now_ms)]
    assert _site(fleet).come_today == 0


def test_out_of_service_is_blocked_by_class() -> None:
    """Nobody can lay anything in there, whatever the forecast."""
    fleet = Lockers()
    fleet.ask(Block("", "t", BANK, 3, True, "broken"))
    assert _site(fleet).banks[0].blocked == [0, 1]


def test_a_jammed_door_is_told_apart_from_what_is_set_aside() -> None:
    """Since its alarm is up: somebody will repair it. With a parcel behind it, it is blocked."""
    fleet = Lockers()
    fleet.birth()
    fleet.wait(60)
    jammed_ms = fleet.now_ms
    fleet.event("door", compartment=2, door="jammed")
    fleet.ask(Block("", "t", BANK, 3, True, "broken"))
    fleet.wait(3_600)
    (bank,) = _site(fleet).banks
    assert bank.jammed == [JamNow(0, jammed_ms)]
    assert bank.blocked == [0, 1]


def test_bins_by_their_newest_report() -> None:
    """In ‰ of their volume."""
    fleet = Lockers()
    fleet.birth()
    fleet.fill(2, 640)
    assert _site(fleet).bins == [BinNow("bin1", 640)]


def test_midnight_of_the_sites_clock() -> None:
    """2027-01-15 08:00 UTC is 16:00 in Shanghai and 3:00 in New York."""
    assert NOON_MS - midnight_of(NOON_MS, "Asia/Shanghai") == 16 * HOUR_MS
    assert NOON_MS - midnight_of(NOON_MS, "America/New_York") == 3 * HOUR_MS
