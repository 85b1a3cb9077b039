"""Provisioned devices at a broker with accounts: each below its own topic, and nobody else."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.wire.topics import topic_of
from fleet.broker.accounts import read_passwords
from tests.integration.broker import CLIENTS, Broker, free_port
from tests.integration.processes import run_command

DEVICES = (
    "site,device,kind,behind\ns1,bin1,bin_sensor,\ns1,gate,gateway,\ns1,bin2,bin_sensor,gate\n"
)


class Provisioned:
    """A broker that knows three devices, the journal of their manager, and their passwords."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "devices.csv").write_text(DEVICES, encoding="utf-8")
        self.provision("devices.csv", "first.csv")
        self.passwords = self.read("first.csv")
        self.broker = Broker(folder / "broker", free_port(), accounts=True)

    def provision(self, devices: str, out: str) -> None:
        """`courtyard fleet provision`, as an operator does."""
        done = run_command(
            *("fleet", "provision", devices, "--broker-folder", "broker", "--out", out),
            *("--journal", "journal"),
            folder=self.folder,
        )
        assert done.returncode == 0, done.stderr

    def read(self, file: str) -> dict[str, str]:
        """User → password of a file of new passwords."""
        with (self.folder / file).open(encoding="utf-8") as lines:
            return {row["user"]: row["password"] for row in csv.DictReader(lines)}

    def may_publish(self, user: str, topic: str, password: str | None = None) -> bool:
        """Whether the broker takes a message of a user on a topic."""
        done = subprocess.run(
            [
                *(CLIENTS[0] or "mosquitto_pub", "-p", str(self.broker.port), "-V", "5"),
                *("-q", "1", "-t", topic, "-m", "x"),
                *("-u", user, "-P", password or self.passwords[user]),
            ],
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=20,
        )
        return done.returncode == 0 and "Not authorized" not in done.stdout + done.stderr


@pytest.fixture
def provisioned(tmp_path: Path) -> Iterator[Provisioned]:
    """Three devices provisioned, and their broker running."""
    provisioned = Provisioned(tmp_path)
    provisioned.broker.start()
    yield provisioned
    provisioned.broker.kill()


def test_a_device_speaks_below_its_own_topic_only(provisioned: Provisioned) -> None:
    """Its own up, not its own down, not its neighbour's; a gateway also for those behind it."""
    mine, other = topic_of("s1", "bin1", "telemetry"), topic_of("s1", "gate", "telemetry")
    assert set(provisioned.passwords) == {"s1.bin1", "s1.gate"}
    assert provisioned.may_publish("s1.bin1", mine)
    assert not provisioned.may_publish("s1.bin1", topic_of("s1", "bin1", "command"))
    assert not provisioned.may_publish("s1.bin1", other)
    assert provisioned.may_publish("s1.gate", topic_of("s1", "bin2", "telemetry"))
    assert not provisioned.may_publish("s1.gate", mine)


def test_nobody_comes_without_their_password(provisioned: Provisioned) -> None:
    """A wrong password, and another device's."""
    mine = topic_of("s1", "bin1", "telemetry")
    assert not provisioned.may_publish("s1.bin1", mine, "guess")
    assert not provisioned.may_publish("s1.bin1", mine, provisioned.passwords["s1.gate"])


def test_provisioning_again_changes_no_password(provisioned: Provisioned) -> None:
    """A new device gets one; those that are there keep theirs, and nothing is overwritten."""
    file = provisioned.folder / "broker" / "passwords"
    before = read_passwords(file)
    provisioned.provision("s2/cell1=cold_cell", "second.csv")
    assert set(provisioned.read("second.csv")) == {"s2.cell1"}
    after = read_passwords(file)
    assert {user: after[user] for user in before} == before
    again = run_command(
        *("fleet", "provision", "s2/cell2=cold_cell", "--broker-folder", "broker"),
        *("--out", "second.csv", "--journal", "journal"),
        folder=provisioned.folder,
    )
    assert again.returncode == 2
    assert "is there already" in again.stderr
