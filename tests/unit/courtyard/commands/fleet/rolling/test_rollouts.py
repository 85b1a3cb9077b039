"""`courtyard fleet rollout` on a journal that no manager holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devices.wire.topics import partition_of, topic_of
from fleet.adapters.firmware.store import store_path
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.inputs import Register
from fleet.ports.bus import Message, Share
from fleet.service.committing import Fleet
from tests.small_fleet import NOON_MS, payload
from tests.unit.courtyard.terminal import Answer, call, refusal
from tests.unit.devices.firmware import FILE, MODEL, NEW, OLD

Capsys = pytest.CaptureFixture[str]
JOURNAL = Path("courtyard.journal")
CREATE = ("fleet", "rollout", "create", "spring", NEW)


@pytest.fixture(autouse=True)
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capsys) -> None:
    """A journal with a bin that is connected, and an artifact for it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_bytes(FILE)
    journal = SqliteJournal(JOURNAL)
    try:
        number = partition_of("meadow")
        fleet = Fleet(journal, [number])
        fleet.commit((), [(number, Register("", "test", "meadow/bin1", "bin_sensor"))], NOON_MS)
        birth = payload(
            "bin1", 1, NOON_MS, state="ready", connection=1, kind="bin_sensor", model=MODEL,
            interval_s=600, firmware={"version": OLD},
        )  # fmt: skip
        said = Message(topic_of("meadow", "bin1", "state"), birth, False)
        fleet.commit([Share(number, [said], (), None)], (), NOON_MS)
    finally:
        journal.close()
    assert call(capsys, "fleet", "artifact", "key", "key").code == 0
    words = ("--version", NEW, "--model", MODEL, "--key", "key")
    assert call(capsys, "fleet", "artifact", "add", "file", *words).code == 0


def roll(capsys: Capsys, *words: str) -> Answer:
    """`courtyard fleet rollout …`."""
    return call(capsys, "fleet", "rollout", *words)


def page(capsys: Capsys) -> dict[str, Any]:
    """The rollout as the journal has it."""
    found: dict[str, Any] = json.loads(roll(capsys, "status", "spring", "--json").out)
    return found


def test_a_rollout_is_planned_and_steered(capsys: Capsys) -> None:
    """By a file; each step once, with who asked; what is over stays over."""
    Path("plan.yaml").write_text("per_site: 2\npatience_h: 12\n", encoding="utf-8")
    planned = call(capsys, *CREATE, "--plan", "plan.yaml", "--served-at", "http://h:1/")
    assert (planned.code, planned.out) == (0, "1 granted\n")
    plan = page(capsys)["plan"]
    assert (plan["per_site"], plan["patience_ms"]) == (2, 12 * 3_600_000)
    checksum = plan["artifact"]["sha256"]
    assert plan["artifact"]["address"] == f"http://h:1/firmware/{checksum}"
    for act, state in (("start", "running"), ("pause", "paused"), ("resume", "running")):
        assert roll(capsys, act, "spring").code == 0
        assert page(capsys)["state"] == state
    aborted = roll(capsys, "abort", "spring")
    assert (aborted.code, "0 have it and keep it; 0 are under way" in aborted.out) == (0, True)
    late = roll(capsys, "resume", "spring")
    assert (late.code, late.err) == (1, "spring: refused (409): spring is aborted\n")
    assert [step["why"] for step in page(capsys)["history"]] == [
        "create", "start", "pause", "resume", "abort",
    ]  # fmt: skip


def test_status_shows_rollouts_and_one_of_them(capsys: Capsys) -> None:
    """A table, a page with its history, devices (none heard of it: no letter went yet)."""
    call(capsys, *CREATE)
    assert "spring" in roll(capsys, "status").out
    shown = roll(capsys, "status", "spring")
    assert (shown.code, "drafted" in shown.out, "create" in shown.out) == (0, True, True)
    assert json.loads(roll(capsys, "status", "spring", "--devices", "--json").out) == []
    assert refusal(capsys, "fleet", "rollout", "status", "autumn") == "autumn: no such rollout\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wafes: 3", "1: wafes = 3: unknown key"),
        ("window: 1-5", "1: window = '1-5': two clocks"),
        ("waves_percent: [50, 10, 100]", "1: waves_percent = [50, 10, 100]: shares rising to 100"),
        ("waves_percent: [50]", "1: waves_percent = [50]: shares rising to 100"),
        ("bad_percent: 0.1", "1: good_percent: less than bad_percent = 0.1"),
        ("patience_h: 0", "1: patience_h = 0: must be at least"),
        ("tries: many", "1: tries = 'many': must be a whole number"),
        ("- 1", "1: holds [1] at the top"),
        ("a: [", "2: is not valid YAML"),
    ],
)
def test_a_slip_in_the_plan_is_told(capsys: Capsys, text: str, told: str) -> None:
    """Exit code 2, with file, line and key; nothing is planned."""
    Path("plan.yaml").write_text(text, encoding="utf-8")
    assert refusal(capsys, *CREATE, "--plan", "plan.yaml").startswith(f"plan.yaml:{told}")
    assert json.loads(roll(capsys, "status", "--json").out) == []


def test_a_plan_that_is_no_text(capsys: Capsys) -> None:
    """Bytes of something else, a folder, nothing there: the file is named."""
    Path("plan.yaml").write_bytes(b"\xff\xfe\x00")
    assert "plan.yaml:1: is not UTF-8" in refusal(capsys, *CREATE, "--plan", "plan.yaml")
    assert ".: is a directory" in refusal(capsys, *CREATE, "--plan", ".")
    assert "missing: no such file" in refusal(capsys, *CREATE, "--plan", "missing")


def test_what_is_not_there(capsys: Capsys) -> None:
    """An artifact, a rollout, a name that cannot be: told, and nothing is planned."""
    why = refusal(capsys, "fleet", "rollout", "create", "spring", "9.9")
    assert why == "9.9: no such artifact\n"
    missing = roll(capsys, "start", "spring")
    assert (missing.code, "no such rollout" in missing.err) == (1, True)
    named = roll(capsys, "create", "a b", NEW)
    assert (named.code, "letters, digits" in named.err) == (1, True)


def test_the_store_may_lie_elsewhere(capsys: Capsys) -> None:
    """As it does where the journal is in a database: then its folder has to be said."""
    store_path(JOURNAL).rename("store")
    assert "no such artifact" in refusal(capsys, *CREATE)
    assert call(capsys, *CREATE, "--artifacts", "store").code == 0
    database = ("--journal", "postgresql://127.0.0.1:1/x")
    assert refusal(capsys, *CREATE, *database).startswith("--artifacts: ")
