"""The broker of `courtyard up`: Mosquitto where it is, else the one that came with us."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from courtyard.inputs import InputError
from courtyard.live.brokers import choose_broker, find_mosquitto
from fleet.broker.embedded import LIMITS


def test_without_mosquitto_the_embedded_broker_is_taken_and_says_its_limits(tmp_path: Path) -> None:
    """Both versions of MQTT on the loopback, a port each; what it cannot do is said."""
    missing = find_mosquitto(str(tmp_path))
    assert missing is None
    chosen = choose_broker("auto", missing, tmp_path, 1883)
    assert chosen.command[1:3] == ["-m", "iotcore"]
    config = tomllib.loads((tmp_path / "embedded.toml").read_text(encoding="utf-8"))
    assert config["v4"]["1"]["listen"] == "127.0.0.1:1883"
    assert config["v5"]["1"]["listen"] == f"127.0.0.1:{chosen.manager_port}"
    assert (chosen.version, chosen.ports) == ("3.1.1", (1883, chosen.manager_port))
    assert chosen.says[1:] == LIMITS


def test_mosquitto_is_taken_where_it_is(tmp_path: Path) -> None:
    """With our settings, on one port; by choice the embedded one all the same."""
    program = tmp_path / "mosquitto"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    found = find_mosquitto(str(tmp_path))
    assert found == str(program)
    chosen = choose_broker("auto", found, tmp_path, 1884)
    assert chosen.command == [found, "-c", str(tmp_path / "mosquitto.conf")]
    assert (chosen.version, chosen.ports, len(chosen.says)) == ("5", (1884,), 1)
    assert choose_broker("embedded", found, tmp_path, 1884).version == "3.1.1"


def test_a_choice_that_cannot_be_had_is_refused(tmp_path: Path) -> None:
    """With what to install, or the words that there are."""
    with pytest.raises(InputError, match="apt-get install mosquitto"):
        choose_broker("mosquitto", None, tmp_path, 1883)
    with pytest.raises(InputError, match="--broker = emqx: one of auto, mosquitto, embedded"):
        choose_broker("emqx", None, tmp_path, 1883)
