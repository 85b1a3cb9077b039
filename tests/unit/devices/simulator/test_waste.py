"""A simulated bin that obeys: its lid refuses bags, its display shows another bin."""

from __future__ import annotations

from devices.simulator import acts
from devices.simulator.bodies.hull import CANNOT
from devices.simulator.bodies.waste import WasteBin
from devices.wire.steering import LockLid, PointTo

FAR_MS = 10_000


def _lid(locked: bool, fence: int | None) -> LockLid:
    return LockLid(
        v=1, device="b", id="c", time_ms=0, expires_ms=FAR_MS, locked=locked, fence=fence
    )


def _display(toward: str | None, fence: int) -> PointTo:
    return PointTo(
        v=1, device="b", id="c", time_ms=0, expires_ms=FAR_MS, toward=toward, fence=fence
    )


def _reading(body: WasteBin, permille: int) -> int:
    body.undergo(acts.Measure(permille))
    found: int = body.measure().fields["fill_permille"]
    return found


def test_a_locked_lid_refuses_bags_until_it_is_emptied() -> None:
    """The world's level goes on without them; a cleaner has a key."""
    body = WasteBin(-70, obeys=True)
    body.undergo(acts.Filled(300, True))
    assert _reading(body, 300) == 300
    body.execute(_lid(True, 1))
    body.undergo(acts.Filled(340, True))
    body.undergo(acts.Filled(360, False))
    assert (_reading(body, 360), body.turned_away) == (320, 1)
    body.undergo(acts.Filled(0, False))
    body.undergo(acts.Filled(50, False))
    assert (_reading(body, 50), body.turned_away) == (50, 1)
    body.execute(_lid(False, 2))
    body.undergo(acts.Filled(90, True))
    assert (_reading(body, 90), body.turned_away) == (90, 1)


def test_an_older_word_never_undoes_a_newer_one() -> None:
    """By fences, of the lid and of the display apart; a key in somebody's hand needs none."""
    body = WasteBin(-70, obeys=True)
    assert body.execute(_lid(False, 5)).outcome == "done"
    assert body.execute(_lid(True, 4)).outcome == "refused"
    assert body.execute(_display("bin2", 4)).outcome == "done"
    assert body.execute(_display("bin3", 3)).outcome == "refused"
    assert body.execute(_display("bin3", 4)).detail == "before"
    assert body.report()["points_to"] == "bin2"
    assert not body.measure().fields["lid_locked"]
    assert body.execute(_lid(True, None)).outcome == "done"
    assert body.measure().fields["lid_locked"]
    body.execute(_display(None, 6))
    assert "points_to" not in body.report()


def test_a_bin_says_what_it_can_do() -> None:
    """One without display and linkage can be locked by hand alone."""
    assert WasteBin(-70, obeys=True).abilities(False) == {"locks": True, "shows": True}
    plain = WasteBin(-70)
    assert plain.abilities(False) == {}
    assert plain.execute(_display("bin2", 1)) == CANNOT
    assert plain.execute(_lid(True, None)).outcome == "done"
