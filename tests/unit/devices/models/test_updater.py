"""Two slots: whatever comes in between, what runs in the end is known to be good."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.models.updater import PART_BYTES, Updater, UpdateRefused
from devices.transitions import IDLE, LOADING
from tests.unit.devices.firmware import FILE, MODEL, NEW, OLD, TRUSTED, artifact, offer


def updater() -> Updater:
    """A device that runs the old version from slot a."""
    return Updater(MODEL, OLD, "a", TRUSTED)


def load_all(device: Updater, file: bytes = FILE) -> None:
    """Every part that it wants."""
    while (wanted := device.wanted()) is not None:
        assert wanted.last - wanted.first < PART_BYTES
        device.load(wanted.first, file[wanted.first : wanted.last + 1])


def stages(device: Updater) -> list[str]:
    """What it has to tell."""
    return [news.stage for news in device.news]


def test_the_way_of_a_good_firmware() -> None:
    """Loaded, verified, tried from the other slot, kept; afterwards that slot is its own."""
    device = updater()
    assert device.order(offer())
    assert not device.order(offer()), "the same order again is the same"
    load_all(device)
    assert (device.wants_restart, device.running) == (True, (OLD, "a"))
    device.boot()
    assert (device.is_on_trial, device.running) == (True, (NEW, "b"))
    device.judge(True)
    device.boot()
    assert (device.running, stages(device)) == ((NEW, "b"), ["verified", "confirmed"])
    assert not device.order(offer("r2")), "what runs already is done"


def test_what_is_not_healthy_goes_back() -> None:
    """The old version runs again, and that is told once it does."""
    device = updater()
    device.order(offer())
    load_all(device)
    device.boot()
    device.judge(False)
    assert (device.running, device.wants_restart) == ((NEW, "b"), True)
    device.boot()
    assert (device.running, stages(device)) == ((OLD, "a"), ["verified", "rolled_back"])


@pytest.mark.parametrize("at", [0, len(FILE) // 2, len(FILE) - 1])
def test_a_wrong_checksum_is_never_installed(at: int) -> None:
    """One changed bit anywhere: rejected, the other slot stays empty, the old one runs."""
    device = updater()
    device.order(offer())
    file = bytearray(FILE)
    file[at] ^= 1
    load_all(device, bytes(file))
    device.boot()
    assert (device.running, device.versions["b"], stages(device)) == ((OLD, "a"), "", ["rejected"])
    assert device.order(offer()), "it may be ordered again"


@pytest.mark.parametrize("field", ["version", "models", "size", "sha256", "signature"])
def test_a_wrong_signature_is_never_loaded(field: str) -> None:
    """Any word other than what was signed: refused before a byte is asked for."""
    good = offer()
    other: dict[str, Any] = {
        "version": "9.9", "models": (MODEL, "m2"), "size": good.size + 1, "sha256": "0" * 64,
        "signature": "0" * 128,
    }  # fmt: skip
    device = updater()
    with pytest.raises(UpdateRefused, match="signature"):
        device.order(good._replace(**{field: other[field]}))
    assert (device.wanted(), device.state) == (None, IDLE)


def test_what_speaks_against_an_order() -> None:
    """Another model, nobody trusted, another update under way: a word for each."""
    device = Updater("m2", OLD, "a", TRUSTED)
    with pytest.raises(UpdateRefused, match="model"):
        device.order(offer())
    with pytest.raises(UpdateRefused, match="untrusted"):
        Updater(MODEL, OLD).order(offer())
    device = updater()
    device.order(offer())
    with pytest.raises(UpdateRefused, match="busy"):
        device.order(offer("r2", artifact("3.0.0")))


def test_a_load_goes_on_where_it_broke_off() -> None:
    """A start in the middle loses nothing that was written; parts out of place are passed over."""
    device = updater()
    device.order(offer())
    device.load(0, FILE[:PART_BYTES])
    device.boot()
    assert device.state == LOADING
    device.load(0, FILE[:PART_BYTES])
    wanted = device.wanted()
    assert wanted is not None
    assert (wanted.first, wanted.last) == (PART_BYTES, 2 * PART_BYTES - 1)
    load_all(device)
    assert stages(device) == ["verified"]


def test_who_cannot_load_gives_up() -> None:
    """Told as unreachable; the next order begins anew."""
    device = updater()
    device.order(offer())
    device.give_up("answered 404")
    assert (device.running, stages(device)) == ((OLD, "a"), ["unreachable"])


@given(st.lists(st.sampled_from(["order", "load", "boot", "well", "ill", "spoilt"]), max_size=40))
def test_whatever_happens_what_runs_was_healthy_or_is_on_trial(acts: list[str]) -> None:
    """Any order of orders, parts, power cuts and verdicts: off trial it runs the old version, or
    the new one after it was found healthy; two starts in a row end any trial.
    """
    device = updater()
    was_healthy = {OLD}
    for act in acts:
        wanted = device.wanted()
        if act == "order" and device.state == IDLE:
            device.order(offer())
        elif act in {"load", "spoilt"} and wanted is not None:
            part = FILE[wanted.first : wanted.last + 1]
            device.load(wanted.first, part if act == "load" else b"?" * len(part))
        elif act == "boot":
            device.boot()
        elif act in {"well", "ill"}:
            if device.is_on_trial and act == "well":
                was_healthy.add(device.running[0])
            device.judge(act == "well")
        if not device.is_on_trial and device.running[0] not in was_healthy:
            assert device.wants_restart, "it is on its way back"
    device.boot()
    device.boot()
    assert device.running[0] in was_healthy
