"""Accounts at the broker: files that Mosquitto reads, and nothing that gives a password away."""

from __future__ import annotations

import stat
from base64 import b64decode
from pathlib import Path

import pytest

from fleet.broker.accounts import (
    DeviceAccount,
    access_text,
    new_password,
    password_line,
    read_passwords,
    write_accounts,
)
from fleet.broker.config import BrokerSettings, config_text


def test_a_password_line_is_that_of_mosquitto_passwd() -> None:
    """Salt and key of a line that `mosquitto_passwd -b` wrote, version 2.0.11."""
    salt, key = (
        "JofXOhoArpjXz1N5",
        (
            "DSDSZ+tjPqiDYxJPom0Xs5D8vWGUgeDMeXlDQXPbUyOy"
            "iB7B9+N8sw4aNpuOjGyZDuqUXqXm1ILRPZC/0gSAwg=="
        ),
    )
    line = password_line("ann", "secret", b64decode(salt))
    assert line == f"ann:$7$101${salt}${key}"
    assert line != password_line("ann", "secret")
    assert "secret" not in line


def test_passwords_are_random_and_long() -> None:
    """192 bits each, none twice."""
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) == 32


def test_a_device_may_speak_and_hear_below_its_own_topic_only() -> None:
    """A gateway also for those behind it; the manager hears all that goes up."""
    text = access_text([DeviceAccount("meadow", "gate", ("bin1",)), DeviceAccount("meadow", "b1")])
    sections = {part.splitlines()[0]: part.splitlines()[1:] for part in text.split("\n\n") if part}
    root = "courtyard/v1/p45/meadow"
    assert sections["user meadow.gate"] == [
        f"topic write {root}/gate/up/#",
        f"topic read {root}/gate/down/#",
        f"topic write {root}/bin1/up/#",
        f"topic read {root}/bin1/down/#",
    ]
    assert len(sections["user meadow.b1"]) == 2
    assert sections["user manager"] == [
        "topic read courtyard/v1/+/+/+/up/#",
        "topic write courtyard/v1/+/+/+/down/#",
    ]


def test_accounts_of_retired_devices_go_and_others_keep_their_password(tmp_path: Path) -> None:
    """Both files are written whole, readable by their owner alone."""
    passwords, access = tmp_path / "passwords", tmp_path / "access"
    first, second = DeviceAccount("s", "a"), DeviceAccount("s", "b")
    write_accounts(passwords, access, [first, second], {"s.a": "x", "s.b": "y", "manager": "z"})
    before = read_passwords(passwords)
    write_accounts(passwords, access, [second], {})
    after = read_passwords(passwords)
    assert after == {user: before[user] for user in ("s.b", "manager")}
    assert "s.a" not in access.read_text(encoding="utf-8")
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600


def test_an_open_broker_stays_on_the_loopback() -> None:
    """Without accounts it listens to nobody else; with them anywhere."""
    with pytest.raises(ValueError, match="loopback"):
        config_text(BrokerSettings(Path("x"), 1883, "0.0.0.0", accounts=False))
    assert "allow_anonymous false" in config_text(BrokerSettings(Path("x"), 1883, "0.0.0.0"))
